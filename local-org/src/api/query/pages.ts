/** Results too long for one answer wait here for the client to ask for the rest. */
import { ERRORS } from '../../errors.ts';
import type { QueryRecord } from '../../soql/run.ts';

interface Waiting {
    readonly records: readonly QueryRecord[];
    readonly size: number;
}

export interface Page {
    readonly totalSize: number;
    readonly done: boolean;
    readonly nextRecordsUrl?: string;
    readonly records: readonly QueryRecord[];
}

/** An org holds ten open cursors for a user. https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_changing_batch_size.htm */
const OPEN_CURSORS = 10;

export class QueryPages {
    readonly #waiting = new Map<string, Waiting>();
    #next = 1;

    first(base: string, records: readonly QueryRecord[], totalSize: number, size: number): Page {
        if (records.length <= size) return { totalSize, done: true, records };
        const locator = `01gLO0${String(this.#next).padStart(12, '0')}`;
        this.#next += 1;
        this.#waiting.set(locator, { records, size });
        const [oldest] = this.#waiting.keys();
        if (this.#waiting.size > OPEN_CURSORS && oldest !== undefined) this.#waiting.delete(oldest);
        return this.#page(base, locator, { records, size }, 0);
    }

    /** `01gLO0000000000001-2000`: a cursor and where to go on. */
    next(base: string, locator: string): Page {
        const [cursor = '', offset = ''] = locator.split('-');
        const waiting = this.#waiting.get(cursor);
        if (!waiting || !/^\d+$/.test(offset) || Number(offset) >= waiting.records.length) throw ERRORS.badLocator();
        return this.#page(base, cursor, waiting, Number(offset));
    }

    #page(base: string, cursor: string, { records, size }: Waiting, from: number): Page {
        const to = from + size;
        const rest = to < records.length ? { nextRecordsUrl: `${base}/query/${cursor}-${to}` } : {};
        return { totalSize: records.length, done: to >= records.length, ...rest, records: records.slice(from, to) };
    }
}
