/**
 * The Metadata API over SOAP, as the sf CLI and jsforce speak it.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_calls_intro.htm (2026-11-25)
 */
import { PlatformError } from '../../errors.ts';
import { manifestOf } from '../../metadata/manifest.ts';
import { UNPACKAGED } from '../../metadata/retrieval.ts';
import { isHeld } from '../../metadata/types.ts';
import { XmlError } from '../../schema/xml.ts';
import { cancelJob, checkMetadataAccess, deployOptions, jobOf } from './deployCalls.ts';
import { deployResult } from './deployResult.ts';
import { describeMetadata, fileProperties, listMetadata, readMetadata } from './describe.ts';
import { clientFault, elementOf, elementsOf, fault, readSoap, soap, valueOf } from './soapMessage.ts';
import type { RetrieveJob } from '../../metadata/jobs.ts';
import type { XmlElement } from '../../schema/xml.ts';
import type { Answer, Call, Route } from '../route.ts';
import type { Tree } from './soapMessage.ts';

const MOST_QUERIES = 3; // of one listMetadata

type Operation = (call: Call, request: XmlElement) => Answer;

const OPERATIONS: Readonly<Record<string, Operation>> = {
    cancelDeploy(call, request) {
        const job = jobOf(call, valueOf(request, 'String') ?? valueOf(request, 'id') ?? '');
        cancelJob(call, job);
        return soap('cancelDeploy', { done: true, id: job.id });
    },
    checkDeployStatus(call, request) {
        const job = jobOf(call, valueOf(request, 'asyncProcessId') ?? '');
        return soap('checkDeployStatus', deployResult(call, job, valueOf(request, 'includeDetails') === 'true'));
    },
    checkRetrieveStatus(call, request) {
        const id = valueOf(request, 'asyncProcessId') ?? '';
        const job = call.metadata.retrieval(id);
        if (!job) return fault('INVALID_ID_FIELD', `no retrieval ${id}`);
        return soap('checkRetrieveStatus', retrieveResult(call, job, valueOf(request, 'includeZip') !== 'false'));
    },
    deploy(call, request) {
        const options = deployOptions(optionsIn(elementOf(request, 'DeployOptions')));
        const { id } = call.metadata.deploy(Buffer.from(valueOf(request, 'ZipFile') ?? '', 'base64'), options);
        return soap('deploy', { done: false, id, state: 'Queued' });
    },
    describeMetadata: () => soap('describeMetadata', describeMetadata()),
    listMetadata(call, request) {
        const queries = elementsOf(request, 'queries');
        if (queries.length > MOST_QUERIES)
            return fault('EXCEEDED_ID_LIMIT', `at most ${MOST_QUERIES} queries can be listed at once`);
        const types = queries.map((query) => valueOf(query, 'type') ?? '');
        const unknown = types.find((type) => !isHeld(type));
        if (unknown !== undefined)
            return fault('INVALID_TYPE', `The local org holds no metadata of the type ${unknown}`);
        const found = queries.flatMap(
            (query, index) => listMetadata(call, types[index] ?? '', valueOf(query, 'folder')) ?? [],
        );
        return soap('listMetadata', found);
    },
    readMetadata(call, request) {
        const type = valueOf(request, 'type') ?? '';
        if (!isHeld(type)) return fault('INVALID_TYPE', `The local org holds no metadata of the type ${type}`);
        const names = elementsOf(request, 'fullNames').map(({ text }) => text);
        return soap('readMetadata', readMetadata(call, type, names));
    },
    retrieve(call, request) {
        const asked = elementOf(request, 'retrieveRequest') ?? elementOf(request, 'request');
        const unpackaged = elementOf(asked, 'unpackaged');
        if (!unpackaged) return fault('UNSUPPORTED_BY_LOCAL_ORG', 'The local org retrieves unpackaged metadata only');
        const version = valueOf(unpackaged, 'version') ?? valueOf(asked, 'apiVersion') ?? '67.0';
        const folder = valueOf(asked, 'singlePackage') === 'true' ? '' : UNPACKAGED;
        const { id } = call.metadata.retrieve(manifestOf(unpackaged), version, folder);
        return soap('retrieve', { done: false, id, state: 'Queued' });
    },
};

export const metadataSoap: Route = {
    method: 'POST',
    path: '//services/Soap/m/:version',
    summary: `Metadata API over SOAP: ${Object.keys(OPERATIONS).join(', ')}`,
    handle(call) {
        let request: ReturnType<typeof readSoap>;
        try {
            request = readSoap(String(call.body));
        } catch (error) {
            if (error instanceof XmlError) return clientFault(error.message);
            throw error;
        }
        const org = call.org.as(call.auth.sessions.userOf(request?.token ?? '') ?? null);
        if (!request || !org)
            return fault('INVALID_SESSION_ID', 'Invalid Session ID found in SessionHeader: Illegal Session');
        const operation = OPERATIONS[request.operation];
        if (!operation)
            return fault(
                'UNSUPPORTED_BY_LOCAL_ORG',
                `The local org does not support the SOAP operation ${request.operation}`,
            );
        try {
            checkMetadataAccess(org);
            return operation({ ...call, org }, request.body);
        } catch (error) {
            if (error instanceof PlatformError) return fault(error.errorCode, error.message);
            throw error;
        }
    },
};

function optionsIn(element: XmlElement | undefined): Record<string, unknown> {
    const children = element?.children ?? [];
    const names = new Set(children.map(({ name }) => name.replace(/^.*:/, '')));
    return Object.fromEntries(
        [...names].map((name): [string, unknown] => {
            const values = elementsOf(element, name).map(({ text }) => text);
            if (name === 'runTests') return [name, values.filter((value) => value !== '')];
            const [value] = values;
            return [name, value === 'true' ? true : value === 'false' ? false : value];
        }),
    );
}

function retrieveResult(call: Call, { id, retrieval }: RetrieveJob, withZip: boolean): Tree {
    const manifest = {
        type: 'Package',
        fullName: 'package.xml',
        path: 'package.xml',
        keyPrefix: '033',
    };
    return {
        done: true,
        fileProperties: [...retrieval.components, manifest].map((component) =>
            fileProperties(call, { ...component, path: retrieval.folder + component.path }),
        ),
        id,
        ...(retrieval.problems.length > 0
            ? {
                  messages: retrieval.problems.map((problem) => ({
                      fileName: `${retrieval.folder}package.xml`,
                      problem,
                  })),
              }
            : {}),
        ...{ status: 'Succeeded', success: true },
        ...(withZip ? { zipFile: retrieval.zip.toString('base64') } : {}),
    };
}
