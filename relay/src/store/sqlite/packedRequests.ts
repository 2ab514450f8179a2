/** Requests on their way to the journal's thread: one text and one buffer, for many small objects are slow to copy. */
import type { NewRequest } from '../../core/store.ts';

export interface PackedRequests {
    readonly rows: string;
    readonly bodies: Uint8Array;
}

/** The length of the body, then what the journal keeps beside it, in its order. */
type PackedRow = [
    length: number,
    source: string,
    receivedAt: number,
    method: string,
    url: string,
    headers: string,
    quarantined: 0 | 1,
];

export function packRequests(requests: readonly NewRequest[]): PackedRequests {
    const rows = requests.map(({ source, receivedAt, request }): PackedRow => {
        const { method, url, headers, body, quarantined } = request;
        return [body.length, source, receivedAt, method, url, JSON.stringify(headers), quarantined ? 1 : 0];
    });
    return { rows: JSON.stringify(rows), bodies: Buffer.concat(requests.map(({ request }) => request.body)) };
}

/** The bodies follow each other in the order of the rows. */
export const rowsOf = (rows: string): PackedRow[] => JSON.parse(rows) as PackedRow[]; // written by packRequests
