/** What the suites of the store are written with: an engine to open, requests and reports to put in. */
import { afterEach, beforeEach } from 'node:test';
import type { DeliveryReport, VerifiedRequest } from '../../src/core/ports.ts';
import { makeReport } from '../../src/core/report.ts';
import type { ConsumeResult, NewRequest, Store } from '../../src/core/store.ts';

export interface Engine {
    /** Opens the store of this test, empty at first and as it was left after that. */
    open(): Promise<Store>;
    /** Forgets it all. */
    remove(): Promise<void>;
}

/** Each test of a suite gets a store of its own; what this returns closes it and opens it again as it was left. */
export function storeForEachTest(createEngine: () => Engine, onOpen: (store: Store) => void): () => Promise<void> {
    let engine: Engine;
    let store: Store;

    async function open(): Promise<void> {
        store = await engine.open();
        onOpen(store);
    }
    beforeEach(async () => {
        engine = createEngine();
        await open();
    });
    afterEach(async () => {
        await store.close();
        await engine.remove();
    });
    return async () => {
        await store.close();
        await open();
    };
}

export const NOW = Date.UTC(2026, 6, 17, 12);
export const ORG = 'main';
export const MINUTE = 60_000;
export const WINDOWS = { byPurpose: { otp: MINUTE }, otherwise: 60 * MINUTE };

export function requestOf(body: Buffer, receivedAt = NOW, source = 'acme/demo'): NewRequest {
    const headers = { 'content-type': 'application/json', 'x-one': 'ä' };
    // Only an adapter makes a verified request; the store does not look inside.
    const request = { method: 'POST', url: '/hooks/acme/demo?ref=a%20b', headers, body } as unknown as VerifiedRequest;
    return { source, receivedAt, request };
}

export function reportOf(facts: Partial<DeliveryReport> & { readonly messageKey: string }): DeliveryReport {
    return makeReport({
        provider: 'acme',
        channel: 'SMS',
        status: 'Delivered',
        recipient: `to ${facts.messageKey}`,
        receivedAt: new Date(NOW).toISOString(),
        ...facts,
    });
}

/** Journals one request and consumes it with these reports. */
export async function consumed(
    store: Store,
    reports: readonly DeliveryReport[],
    { org = ORG, now = NOW }: { readonly org?: string; readonly now?: number } = {},
): Promise<ConsumeResult> {
    await store.append(requestOf(Buffer.from(reports.map(({ messageKey }) => messageKey).join())));
    const requests = await store.nextRequests({ limit: 1_000 });
    const parsed = reports.map((report) => ({ org, report }));
    return store.consume({ requests, reports: parsed, dead: [], windows: WINDOWS, now });
}
