/** What a world needs of an org, whether that is a process of its own or in this one. */
import type { FlowOrg } from '../../local-org/src/flowTests/index.ts';
import type { OrgClient } from './orgClient.ts';

export type WorldOrg = Pick<OrgClient, 'query' | 'create' | 'update' | 'idle'> & { reset(): Promise<unknown> };

export const orgOfProcess = (client: OrgClient): WorldOrg => ({
    query: (soql) => client.query(soql),
    create: (object, rows) => client.create(object, rows),
    update: (object, id, fields) => client.update(object, id, fields),
    idle: () => client.idle(),
    reset: () => client.control('POST', 'reset'),
});

const CHUNK = 200;

/** After every call all that follows has run. */
export const orgInProcess = (org: FlowOrg): WorldOrg => ({
    query: (soql) => Promise.resolve(org.rows(soql) as Readonly<Record<string, unknown>>[]),
    create: (object, rows) => org.insert(object, rows, { batch: CHUNK }),
    update: (object, id, fields) => org.update(object, { ...fields, Id: id }),
    idle: () => Promise.resolve(),
    reset() {
        org.reset();
        return Promise.resolve();
    },
});
