/**
 * Stand-in for lightning/empApi, over the org's own Streaming API, whose deliveries it uses up like every client's.
 * https://developer.salesforce.com/docs/platform/lightning-component-reference/guide/lightning-emp-api.html (2026-11-26)
 */
import { CometD } from 'cometd';
import type { Message, SubscriptionHandle } from 'cometd';
import { session } from 'console/session';

type Listener<T> = (message: T) => void;

/** What a component is given to unsubscribe with. */
export interface Subscription {
    readonly id: string;
    readonly channel: string;
    readonly replayId: number;
}

interface Open {
    handle: SubscriptionHandle;
    readonly channel: string;
    /** Of the last event that came: a server that forgot the page goes on after it. */
    replayId: number;
}

const errorListeners = new Set<Listener<Message>>();
const open = new Map<string, Open>();
let connecting: Promise<CometD> | undefined;
let count = 0;

/** Resolves once the org has accepted; with -1 for new events only, -2 for all that are kept, else for those after it. */
export async function subscribe(
    channel: string,
    replayId: number,
    onMessage: Listener<unknown>,
): Promise<Subscription> {
    const cometd = await connection();
    count += 1;
    const id = `_${count}`;
    await new Promise<void>((resolve, reject) => {
        const receive = (message: Message): void => {
            const kept = open.get(id);
            if (kept) kept.replayId = replayIdOf(message) ?? kept.replayId;
            onMessage({ channel: message.channel, data: message.data });
        };
        const handle = cometd.subscribe(channel, receive, from(channel, replayId), (reply) => {
            if (!reply.successful) open.delete(id);
            settle(reply, resolve, reject);
        });
        open.set(id, { handle, channel, replayId });
    });
    return { id, channel, replayId };
}

export async function unsubscribe(subscription: Subscription, onReply?: Listener<unknown>): Promise<unknown> {
    const found = open.get(subscription.id);
    const cometd = await connection();
    open.delete(subscription.id);
    return new Promise((resolve) => {
        const answer = (reply: unknown): void => {
            onReply?.(reply);
            resolve(reply);
        };
        if (found) cometd.unsubscribe(found.handle, answer);
        else answer({ channel: '/meta/unsubscribe', subscription: subscription.channel, successful: true });
    });
}

export function onError(listener: Listener<unknown>): void {
    errorListeners.add(listener);
}

export function setDebugFlag(flag: boolean): void {
    void connection().then((cometd) => cometd.setLogLevel(flag ? 'debug' : 'warn'));
}

export function isEmpEnabled(): Promise<boolean> {
    return Promise.resolve(true);
}

/** One connection for the whole page, made when the first component asks for it. */
function connection(): Promise<CometD> {
    connecting ??= connect().catch((error: unknown) => {
        connecting = undefined;
        throw error;
    });
    return connecting;
}

async function connect(): Promise<CometD> {
    const { accessToken, apiVersion } = await session();
    const cometd = new CometD();
    // The org answers these two with a refusal.
    cometd.unregisterTransport('websocket');
    cometd.unregisterTransport('callback-polling');
    cometd.configure({
        url: `${window.location.origin}/cometd/${apiVersion}`,
        requestHeaders: { Authorization: `Bearer ${accessToken}` },
        appendMessageTypeToURL: false,
        useWorkerScheduler: false,
    });
    await new Promise<void>((resolve, reject) => {
        cometd.handshake((reply) => settle(reply, resolve, reject));
    });
    cometd.addListener('/meta/handshake', ({ successful }) => {
        if (successful) for (const each of open.values()) each.handle = goOn(cometd, each);
    });
    return cometd;
}

/** After another handshake the server knows of no subscription. */
function goOn(cometd: CometD, { handle, channel, replayId }: Open): SubscriptionHandle {
    return cometd.resubscribe(handle, from(channel, replayId));
}

function from(channel: string, replayId: number): object {
    return { ext: { replay: { [channel]: replayId } } };
}

function replayIdOf({ data }: Message): number | undefined {
    return (data as { event?: { replayId?: number } } | undefined)?.event?.replayId;
}

/** Components get the org's refusal itself, and who listens to errors as well. */
function settle(reply: Message, resolve: () => void, reject: (reason: unknown) => void): void {
    if (reply.successful) {
        resolve();
        return;
    }
    for (const listener of errorListeners) listener(reply);
    reject(reply);
}
