/** What a purge is about to remove, as a file: one JSON object a line, compressed. It holds personal data. */
import { open, rename } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { snapshotOf } from '../core/snapshot.ts';
import type { JournalledRequest, KnownMessage, Store } from '../core/store.ts';

export interface ArchiveOptions {
    readonly store: Pick<Store, 'messagesAfter' | 'requestsAfter'>;
    /** Of what is older: epoch milliseconds. */
    readonly before: number;
    readonly path: string;
    readonly onProgress?: (rows: number) => void;
}

export interface Archived {
    readonly messages: number;
    readonly requests: number;
}

const STEP = 500;
const compress = promisify(gzip);

function lineOfMessage({ org, epoch, version, confirmed, tracker, changedAt }: KnownMessage): object {
    const facts = { org, epoch, version, confirmed, changedAt: new Date(changedAt).toISOString() };
    return { kind: 'message', ...facts, ...snapshotOf(tracker) };
}

function lineOfRequest({ source, receivedAt, request }: JournalledRequest): object {
    const { method, url, headers, body } = request;
    const facts = { source, receivedAt: new Date(receivedAt).toISOString(), method, url, headers };
    return { kind: 'request', ...facts, body: body.toString('base64') };
}

/** As the store's `purge` chooses: without news since, and nothing left to publish. What awaits an end may be among them. */
const isOld = ({ phase, changedAt }: KnownMessage, before: number): boolean =>
    (phase === 'idle' || phase === 'dead') && changedAt < before;

/** On the disk, whole, before anything is removed: a file of this name is there only when it is complete. */
export async function archive({
    store,
    before,
    path,
    onProgress = () => undefined,
}: ArchiveOptions): Promise<Archived> {
    const unfinished = `${path}.part`;
    const file = await open(unfinished, 'w', 0o600);
    const written = { messages: 0, requests: 0 };

    /** Each step is a gzip member of its own, which together are one gzip file: https://www.rfc-editor.org/rfc/rfc1952#section-2.2 */
    async function write(lines: readonly object[]): Promise<void> {
        if (lines.length === 0) return;
        await file.write(await compress(lines.map((line) => `${JSON.stringify(line)}\n`).join('')));
        onProgress(written.messages + written.requests);
    }
    async function walk<T extends { readonly id: number }>(
        next: (after: number, limit: number) => Promise<readonly T[]>,
        take: (step: readonly T[]) => Promise<void>,
    ): Promise<void> {
        for (let after = 0; ;) {
            const step = await next(after, STEP);
            const last = step.at(-1);
            if (last === undefined) return;
            after = last.id;
            await take(step);
        }
    }
    try {
        await walk(store.messagesAfter, (step) => {
            const old = step.filter((message) => isOld(message, before));
            written.messages += old.length;
            return write(old.map(lineOfMessage));
        });
        await walk(store.requestsAfter, (step) => {
            const old = step.filter(({ receivedAt }) => receivedAt < before);
            written.requests += old.length;
            return write(old.map(lineOfRequest));
        });
        await file.sync();
    } finally {
        await file.close();
    }
    await rename(unfinished, path);
    return written;
}
