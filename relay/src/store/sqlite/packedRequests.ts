/** Requests on their way to the journal's thread: one text and one buffer, for many small objects are slow to copy. */
import type { NewRequest } from '../../core/store.ts';

export interface PackedRequests {
    readonly rows: string;
    readonly bodies: Uint8Array;
}

type PackedRow = [source: string, receivedAt: number, method: string, url: string, headers: string, length: number];

export function packRequests(requests: readonly NewRequest[]): PackedRequests {
    const rows = requests.map(({ source, receivedAt, request: { method, url, headers, body } }): PackedRow => {
        return [source, receivedAt, method, url, JSON.stringify(headers), body.length];
    });
    return { rows: JSON.stringify(rows), bodies: Buffer.concat(requests.map(({ request }) => request.body)) };
}

/** The bodies follow each other in the order of the rows. */
export const rowsOf = (rows: string): PackedRow[] => JSON.parse(rows) as PackedRow[]; // written by packRequests
