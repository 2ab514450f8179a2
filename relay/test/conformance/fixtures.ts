/** What the suites of the store are written with: an engine to open, requests and reports to put in. */
import type { DeliveryReport, VerifiedRequest } from '../../src/core/ports.ts';
import { makeReport } from '../../src/core/report.ts';
import type { NewRequest, Store } from '../../src/core/store.ts';

export interface Engine {
    /** Opens the store of this test, empty at first and as it was left after that. */
    open(): Promise<Store>;
    /** Forgets it all. */
    remove(): Promise<void>;
}

export const NOW = Date.UTC(2026, 6, 17, 12);
export const ORG = 'main';
export const MINUTE = 60_000;
export const WINDOWS = { byPurpose: { otp: MINUTE }, otherwise: 60 * MINUTE };

export function requestOf(body: Buffer, receivedAt = NOW): NewRequest {
    const headers = { 'content-type': 'application/json', 'x-one': 'ä' };
    // Only an adapter makes a verified request; the store does not look inside.
    const request = { method: 'POST', url: '/hooks/acme/demo?ref=a%20b', headers, body } as unknown as VerifiedRequest;
    return { source: 'acme/demo', receivedAt, request };
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
