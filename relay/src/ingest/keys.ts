/** Fetches what has to be fetched before a request can be judged: certificates, which are kept, and confirmations. */
import { RelayError } from '../core/errors.ts';
import type { Clock } from '../core/ports.ts';

/** The text at an address, or an error. */
export type Get = (url: string) => Promise<string>;

const TIMEOUT_MS = 5_000;
const MOST_CHARACTERS = 65_536;
/** SNS changes its certificate about once a year, and its address with it. */
const KEPT_MS = 24 * 3_600_000;
/** What could not be fetched is not asked for again by every request that waits for it. */
const AGAIN_MS = 5_000;
const MOST_KEYS = 50;

/** The default way. Adapters name only addresses at hosts that they allow, and no redirect leads away from them. */
export async function get(url: string): Promise<string> {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await response.text();
    if (!response.ok) throw new Error(`HTTP_${response.status}`);
    if (text.length > MOST_CHARACTERS) throw new Error('the answer is too long');
    return text;
}

export function createKeys(fetchText: Get, clock: Clock) {
    const keys = new Map<string, { readonly at: number; readonly text: Promise<string> }>();

    /** The provider repeats what is answered 503. */
    const unavailable = (cause: unknown): RelayError =>
        new RelayError('RELAY_KEY_UNAVAILABLE', 'what the request needs could not be fetched', { cause });

    async function isLost(text: Promise<string>): Promise<boolean> {
        return text.then(
            () => false,
            () => true,
        );
    }
    return {
        async key(url: string): Promise<string> {
            const now = clock.now();
            const known = keys.get(url);
            const patience = known !== undefined && (await isLost(known.text)) ? AGAIN_MS : KEPT_MS;
            const fresh = known !== undefined && now - known.at < patience ? known : { at: now, text: fetchText(url) };
            keys.delete(url);
            keys.set(url, fresh); // the last one used is the last one in the order
            for (const oldest of keys.keys()) if (keys.size > MOST_KEYS) keys.delete(oldest);
            return fresh.text.catch((error: unknown) => {
                throw unavailable(error);
            });
        },
        async confirm(url: string): Promise<void> {
            await fetchText(url).catch((error: unknown) => {
                throw unavailable(error);
            });
        },
    };
}
