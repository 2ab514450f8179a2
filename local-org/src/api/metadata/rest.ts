/**
 * The Metadata API over REST: deployments only, as on the platform.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_rest_intro.htm (2026-11-25)
 */
import { z } from 'zod';
import { ERRORS } from '../../errors.ts';
import { readMultipart } from '../multipart.ts';
import { parseBody } from '../rows.ts';
import { cancelJob, checkMetadataAccess, deployOptions, jobOf } from './deployCalls.ts';
import { deployResult } from './deployResult.ts';
import type { DeployJob } from '../../metadata/jobs.ts';
import type { Parts } from '../multipart.ts';
import type { Answer, Call, Route } from '../route.ts';

const PATH = '/metadata/deployRequest';
const Entity = z.strictObject({ deployOptions: z.record(z.string(), z.unknown()).default({}) });
const Cancel = z.strictObject({ deployResult: z.strictObject({ status: z.literal('Canceling') }) });

export const deployRequest: Route = {
    method: 'POST',
    path: PATH,
    summary: 'Deploy a zip file: `multipart/form-data` with the parts `entity_content` (JSON) and `file`',
    async handle(call) {
        checkMetadataAccess(call.org);
        const form = await readForm(call);
        const [entity, file] = [form.get('entity_content') ?? form.get('json'), form.get('file')];
        if (!entity || !file) throw ERRORS.badJson(`The part "${entity ? 'file' : 'entity_content'}" is missing`);
        const given = parseBody(Entity, parseJson(entity.toString('utf8')));
        const job = call.metadata.deploy(file, deployOptions(given.deployOptions));
        return { status: 201, body: bodyOf(call, job, false) };
    },
};

export const deployStatus: Route = {
    method: 'GET',
    path: `${PATH}/:id`,
    summary: 'How a deployment stands; with `includeDetails=true` what became of each component',
    handle(call) {
        const job = jobOf(call, call.params['id'] ?? '');
        return { status: 200, body: bodyOf(call, job, call.query['includeDetails'] === 'true') };
    },
};

export const deployCancel: Route = {
    method: 'PATCH',
    path: `${PATH}/:id`,
    summary: 'Cancel a deployment that has not begun',
    handle(call): Answer {
        const job = jobOf(call, call.params['id'] ?? '');
        parseBody(Cancel, call.body);
        cancelJob(call, job);
        return { status: 202, body: bodyOf(call, job, false) };
    },
};

function bodyOf(call: Call, job: DeployJob, withDetails: boolean): unknown {
    return {
        id: job.id,
        url: `${call.origin}${call.base}${PATH}/${job.id}${withDetails ? '?includeDetails=true' : ''}`,
        deployResult: deployResult(call, job, withDetails),
        deployOptions: job.options,
    };
}

/** The platform takes JSON here too, for quick deployments. */
function readForm({ body, headers }: Call): Promise<Parts> {
    const type = headers['content-type'] ?? '';
    if (!type.startsWith('multipart/form-data'))
        throw ERRORS.unsupported('quick deployment of a validation (validatedDeployRequestId)');
    return readMultipart(type, body as Buffer); // the parser of the type gives it
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch (error) {
        throw ERRORS.badJson(error instanceof Error ? error.message : String(error));
    }
}
