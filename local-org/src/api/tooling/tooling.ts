/**
 * What the sf CLI asks the Tooling API before it deploys or lists orgs: whether the org tracks changes, and whether it
 * makes sandboxes. This org does neither, and says so as the platform does; the rest of that API is refused.
 * https://github.com/forcedotcom/source-tracking/blob/main/src/shared/remoteSourceTrackingService.ts (2026-11-25)
 */
import { ERRORS } from '../../errors.ts';
import type { Route } from '../route.ts';

/** Objects of orgs with source tracking and of those that make sandboxes or scratch orgs. */
const NOT_IN_THIS_ORG: ReadonlySet<string> = new Set([
    'SourceMember',
    'SandboxProcess',
    'SandboxInfo',
    'ScratchOrgInfo',
]);

export const toolingDescribe: Route = {
    method: 'GET',
    path: '/tooling/sobjects/:object/describe',
    summary: `Tooling API: 404 for ${[...NOT_IN_THIS_ORG].join(', ')}, which only orgs with tracking or sandboxes have`,
    handle({ params }) {
        const object = params['object'] ?? '';
        if (NOT_IN_THIS_ORG.has(object)) throw ERRORS.notFound();
        throw ERRORS.unsupported(`the Tooling API's ${object}`);
    },
};

export const toolingQuery: Route = {
    method: 'GET',
    path: '/tooling/query',
    summary: 'Tooling API: INVALID_TYPE for the same objects',
    handle({ query }) {
        const object = /\bFROM\s+(\w+)/i.exec(query['q'] ?? '')?.[1] ?? '';
        if (NOT_IN_THIS_ORG.has(object)) throw ERRORS.unsupportedObjectInRow(object);
        throw ERRORS.unsupported(`the Tooling API's ${object}`);
    },
};
