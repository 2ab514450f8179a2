/** Empty stores in one PostgreSQL. Making a schema takes longer than most tests, so each is emptied and used again. */
import type { ClientConfig } from 'pg';
import { MIGRATIONS } from '../../src/store/postgres/migrations.ts';
import { migrate } from '../../src/store/postgres/schema.ts';
import { openDatabase } from '../../src/store/postgres/database.ts';
import type { Database } from '../../src/store/postgres/database.ts';

export interface Place {
    readonly schema: string;
    readonly db: Database;
}

export interface Schemas {
    take(): Promise<Place>;
    giveBack(place: Place): Promise<void>;
    close(): Promise<void>;
}

const TABLES = MIGRATIONS.flatMap((sql) => [...sql.matchAll(/CREATE TABLE (\w+)/g)].map(([, name = '']) => name));
// Children first: the later tables refer to the earlier ones.
const EMPTY = TABLES.map((table) => `DELETE FROM ${table}`).reverse();

export function createSchemas(connection: ClientConfig): Schemas {
    const free: Place[] = [];
    const made: Place[] = [];
    return {
        async take() {
            const place = free.pop();
            if (place !== undefined) return place;
            const schema = `store_${made.length + 1}`;
            const fresh = {
                schema,
                db: openDatabase(connection, schema, { connections: 4, connectMs: 10_000, statementMs: 10_000 }),
            };
            made.push(fresh);
            await migrate(fresh.db, schema);
            return fresh;
        },
        async giveBack(place) {
            await place.db.run(EMPTY.join(';'));
            free.push(place);
        },
        async close() {
            for (const { db } of made) await db.close();
        },
    };
}
