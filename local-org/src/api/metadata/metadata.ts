/**
 * The Metadata API as the sf CLI deploys with it: SOAP, `deploy`, then `checkDeployStatus`.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deploy.htm (2026-11-21)
 */
import { deploy } from '../../metadata/deployment.ts';
import { parseXml } from '../../schema/xml.ts';
import type { Deployment } from '../../metadata/deployment.ts';
import type { XmlElement } from '../../schema/xml.ts';
import type { Answer, Call, Route } from '../route.ts';

export type DeployResult = Tree;
type Tree = { readonly [name: string]: string | number | boolean | Tree | readonly Tree[] };

const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';
const DEPLOY_PREFIX = '0Af';
const UNSUPPORTED_OPTIONS = ['testLevel', 'runTests'] as const;

export const metadataSoap: Route = {
    method: 'POST',
    path: '//services/Soap/m/:version',
    summary: 'Metadata API over SOAP: `deploy` and `checkDeployStatus`; what is deployed is loaded at once',
    async handle(call) {
        const envelope = parseXml('request', String(call.body));
        const session = envelope
            .child(local(envelope, 'Header'))
            ?.children.find(({ name }) => /SessionHeader$/.test(name));
        const token = session?.children.find(({ name }) => /sessionId$/.test(name))?.text ?? '';
        if (!call.auth.sessions.isOpen(token))
            return fault('sf:INVALID_SESSION_ID', 'INVALID_SESSION_ID: Invalid Session ID found in SessionHeader');
        const request = envelope.child(local(envelope, 'Body'))?.children[0];
        const operation = request?.name.replace(/^.*:/, '') ?? '';
        if (request && operation === 'deploy') return startDeployment(call, request);
        if (request && operation === 'checkDeployStatus') return tellDeployment(call, request);
        return fault('sf:UNSUPPORTED_BY_LOCAL_ORG', `The local org does not support the SOAP operation ${operation}`);
    },
};

/** The name with the prefix that the envelope itself has. */
function local(envelope: XmlElement, name: string): string {
    return envelope.name.replace(/[^:]*$/, name);
}

async function startDeployment({ org, deployments }: Call, request: XmlElement): Promise<Answer> {
    const options = request.child('DeployOptions');
    const unsupported = UNSUPPORTED_OPTIONS.find(
        (name) => !['', 'NoTestRun', undefined].includes(options?.value(name)),
    );
    if (unsupported !== undefined)
        return fault('sf:UNSUPPORTED_BY_LOCAL_ORG', `The local org runs no tests: ${unsupported}`);
    const checkOnly = options?.value('checkOnly') === 'true';
    const archive = Buffer.from(request.value('ZipFile') ?? '', 'base64');
    const id = org.records.ids.allocate(DEPLOY_PREFIX);
    const deployment = await deploy(org, archive, checkOnly);
    deployments.set(id, resultOf(id, deployment, checkOnly, new Date(org.clock.now()).toISOString()));
    return soap('deployResponse', { result: { done: false, id, state: 'Queued' } });
}

function tellDeployment({ deployments }: Call, request: XmlElement): Answer {
    const id = request.children.find(({ name }) => /asyncProcessId$/i.test(name))?.text ?? '';
    const result = deployments.get(id);
    return result
        ? soap('checkDeployStatusResponse', { result })
        : fault('sf:INVALID_ID_FIELD', `INVALID_ID_FIELD: no deployment ${id}`);
}

function resultOf(id: string, { components, failures }: Deployment, checkOnly: boolean, at: string): Tree {
    const success = failures.length === 0;
    const common = { changed: true, created: false, createdDate: at, deleted: false };
    const message = (path: string, componentType: string, fullName: string): Tree => ({
        ...common,
        ...{ componentType, fileName: path, fullName },
    });
    return {
        ...{ checkOnly, completedDate: at, createdDate: at, done: true, id, ignoreWarnings: false },
        ...{ lastModifiedDate: at, numberComponentErrors: failures.length },
        numberComponentsDeployed: success ? components.length : 0,
        numberComponentsTotal: Math.max(components.length, failures.length),
        ...{ numberTestErrors: 0, numberTestsCompleted: 0, numberTestsTotal: 0, rollbackOnError: true },
        ...{ runTestsEnabled: false, startDate: at, status: success ? 'Succeeded' : 'Failed', success },
        details: {
            componentFailures: failures.map(({ path, type, fullName, problem }) => ({
                ...message(path, type, fullName),
                ...{ problem, problemType: 'Error', success: false },
            })),
            componentSuccesses: success
                ? components.map(({ path, type, fullName }) => ({ ...message(path, type, fullName), success: true }))
                : [],
        },
    };
}

function soap(name: string, content: Tree): Answer {
    return envelope(200, `<${name} xmlns="${NAMESPACE}">${toXml(content)}</${name}>`);
}

function fault(code: string, text: string): Answer {
    const inner = toXml({ faultcode: code, faultstring: text });
    return envelope(500, `<soapenv:Fault xmlns:sf="http://soap.sforce.com/2006/04/metadata">${inner}</soapenv:Fault>`);
}

function envelope(status: number, body: string): Answer {
    return {
        status,
        headers: { 'content-type': 'text/xml; charset=UTF-8' },
        body:
            '<?xml version="1.0" encoding="UTF-8"?>' +
            '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">' +
            `<soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`,
    };
}

function toXml(tree: Tree): string {
    return Object.entries(tree)
        .flatMap(([name, value]) => listOf(value).map((one) => [name, one] as const))
        .map(([name, value]) => `<${name}>${typeof value === 'object' ? toXml(value) : escape(value)}</${name}>`)
        .join('');
}

function listOf(value: Tree[string]): readonly (Tree | string | number | boolean)[] {
    return isList(value) ? value : [value];
}

function isList(value: Tree[string]): value is readonly Tree[] {
    return Array.isArray(value);
}

function escape(value: string | number | boolean): string {
    return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
