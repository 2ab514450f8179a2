import { after, before } from 'node:test';
import { createPostgresStore } from '../../src/store/postgres/open.ts';
import { readAddress } from '../../src/store/postgres/connection.ts';
import { createSchemas } from '../postgres/schemas.ts';
import type { Place, Schemas } from '../postgres/schemas.ts';
import { startPostgres } from '../postgres/server.ts';
import type { PostgresServer } from '../postgres/server.ts';
import type { Engine } from './fixtures.ts';
import { storeSuites } from './suites.ts';

const clock = { now: () => Date.UTC(2026, 6, 17) };

let server: PostgresServer;
let schemas: Schemas;

before(async () => {
    server = await startPostgres();
    schemas = createSchemas(readAddress(server.url('postgres')).config);
});
after(async () => {
    await schemas.close();
    await server.stop();
});

function createEngine(): Engine {
    let place: Place | undefined;
    return {
        async open() {
            place ??= await schemas.take();
            const { db, schema } = place;
            return createPostgresStore({ door: db, state: db, upkeep: db, schema, serving: true, clock });
        },
        async remove() {
            if (place !== undefined) await schemas.giveBack(place);
        },
    };
}

storeSuites('PostgreSQL', createEngine, 10);
