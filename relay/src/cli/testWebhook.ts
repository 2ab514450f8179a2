/** `landed test-webhook`: a signed sample through the running relay into the CRM, hop by hop. */
import { randomBytes } from 'node:crypto';
import { readConfig } from '../config.ts';
import type { Config, SourceConfig } from '../config.ts';
import type { ProviderAdapter, RawRequest } from '../core/ports.ts';
import { describeError, RelayError } from '../core/errors.ts';
import { TEST_PURPOSE } from '../core/sample.ts';
import type { KnownMessage, Store } from '../core/store.ts';
import { adapterOf } from '../providers/index.ts';
import { systemTiming } from './serve.ts';
import { sourceOf } from './sources.ts';
import { withStore } from './store.ts';
import { UsageError } from './surroundings.ts';
import type { Surroundings } from './surroundings.ts';

export interface TestWebhookOptions {
    readonly config: string;
    /** Where to send it; else `publicUrl`, else where the relay listens. */
    readonly url?: string;
    /** For how long to watch each hop after the answer, in seconds. */
    readonly wait: number;
    readonly json?: boolean;
}

type HopName = 'answered' | 'journalled' | 'parsed' | 'published' | 'confirmed';

interface Hop {
    readonly hop: HopName;
    readonly ok: boolean;
    /** Since it was sent. */
    readonly milliseconds: number;
    readonly detail: string;
    /** What to do when it failed. */
    readonly fix?: string;
}

const LOOK_EVERY_MS = 50;
const ANSWER_MS = 15_000;

/** Where the relay listens, as this machine reaches it. */
function listenUrl({ listen: { host, port } }: Config): string {
    if (port === 0) throw new UsageError('the relay listens at a port of its own choice: name its address with --url');
    const reached = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
    return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}

interface Sample {
    readonly request: RawRequest;
    readonly messageKey: string;
}

/** Made and read as the relay will read it, so that a fault of the sample never looks like one of the way. */
function sampleOf(adapter: ProviderAdapter, { name, secrets }: SourceConfig, publicUrl: string): Sample {
    if (adapter.sample === undefined) {
        throw new UsageError(
            `only ${adapter.label} itself can sign for ${adapter.label}: send a test from its console, and watch \`/ready\``,
        );
    }
    const now = systemTiming.now();
    const request = adapter.sample({
        publicUrl,
        path: `/hooks/${adapter.id}/${name}?purpose=${encodeURIComponent(TEST_PURPOSE)}`,
        secret: secrets[0] ?? '', // the schema demands one
        id: randomBytes(16).toString('hex'),
        at: now,
    });
    const verified = adapter.verify(request, { secrets, publicUrl, now });
    const [element] = adapter.parse(verified, { receivedAt: new Date(now).toISOString() });
    if (element?.ok !== true) throw new RelayError('RELAY_UNREADABLE', `the sample cannot be read: ${element?.reason}`);
    return { request, messageKey: element.report.messageKey };
}

const ADVICE_ON_STATUS: Readonly<Record<number, string>> = {
    401: 'The running relay has other secrets or another publicUrl than this file (restart it), or its front changes the address or the body.',
    404: 'The running relay has no such source (restart it after a change), or its front does not pass on /hooks/.',
    405: "Something in front of the relay changes the request's method.",
    413: 'Something in front of the relay limits bodies below a kilobyte.',
    502: 'The front does not reach the relay: is it running, and at the port that the front knows?',
    503: 'The relay cannot store reports: see its log for request.refused, and the disk.',
};

async function send(base: string, { method, url, headers, body }: RawRequest): Promise<Omit<Hop, 'milliseconds'>> {
    const hop = 'answered';
    try {
        const answer = await fetch(`${base}${url}`, {
            ...{ method, headers, redirect: 'manual', signal: AbortSignal.timeout(ANSWER_MS) },
            ...(method === 'POST' ? { body: new Uint8Array(body) } : {}),
        });
        const code = /"code":"(RELAY_\w+)"/.exec(await answer.text())?.[1];
        const detail = [String(answer.status), ...(code === undefined ? [] : [code])].join(' ');
        if (answer.ok) return { hop, ok: true, detail };
        const fix = ADVICE_ON_STATUS[answer.status] ?? 'Look at what stands in front of the relay, and at its log.';
        return { hop, ok: false, detail, fix };
    } catch (error) {
        const { code } = describeError(error instanceof Error && error.cause !== undefined ? error.cause : error);
        const fix = `Is the relay running, and reached at ${base}? Name another address with --url.`;
        return { hop, ok: false, detail: code, fix };
    }
}

/** What the relay itself says about its way to the org; null when it says nothing. */
async function troubleOf(base: string, org: string): Promise<string | null> {
    try {
        const ready = await fetch(`${base}/ready`, { redirect: 'manual', signal: AbortSignal.timeout(ANSWER_MS) });
        // The cast is checked below: any of it may be missing.
        const { orgs } = (await ready.json()) as { orgs?: Readonly<Record<string, unknown>> };
        return orgs?.[org] === undefined ? null : JSON.stringify(orgs[org]);
    } catch {
        return null; // a front that passes on /hooks/ only, as it should
    }
}

const LATER_HOPS: readonly {
    readonly hop: HopName;
    readonly reached: (message: KnownMessage) => boolean;
    readonly detail: (message: KnownMessage) => string;
    readonly fix: string;
}[] = [
    {
        hop: 'parsed',
        reached: () => true,
        detail: ({ tracker }) => tracker.outcome?.value.status ?? 'no status',
        fix: 'Look at `landed dead list`. If it is not there: the relay that answered has another data directory than this configuration, or is far behind (`/ready`).',
    },
    {
        hop: 'published',
        reached: ({ publishedAt }) => publishedAt > 0,
        detail: ({ version }) => `version ${version}`,
        fix: 'The relay cannot publish to the org, or has much to publish before: see `landed doctor` and org.unavailable in its log.',
    },
    {
        hop: 'confirmed',
        reached: ({ confirmed }) => confirmed > 0,
        detail: ({ confirmed }) => `version ${confirmed} was seen in the CRM`,
        fix: 'The org took the event and shows no effect: see `landed doctor` for its flows, and Delivery_RecordReport under Paused and Failed Flow Interviews in Setup.',
    },
];

async function deadReason(store: Store, messageKey: string): Promise<string | null> {
    const letters = await store.deadLetters({ settled: false, limit: 1_000 });
    return letters.find((letter) => letter.messageKey === messageKey)?.reason ?? null;
}

interface Watch {
    readonly store: Store;
    readonly org: string;
    readonly messageKey: string;
    readonly base: string;
    readonly since: number;
    readonly waitMs: number;
    readonly tell: (hop: Hop) => void;
}

/** Follows the message until it was seen in the CRM or the time is over; whether it was. */
async function follow({ store, org, messageKey, base, since, waitMs, tell }: Watch): Promise<boolean> {
    const elapsed = (): number => systemTiming.now() - since;
    for (const { hop, reached, detail, fix } of LATER_HOPS) {
        for (;;) {
            const message = await store.message(org, messageKey);
            if (message !== null && reached(message)) {
                tell({ hop, ok: true, milliseconds: elapsed(), detail: detail(message) });
                break;
            }
            const dead = message?.phase === 'dead';
            if (dead || elapsed() > waitMs) {
                const reason = dead ? await deadReason(store, messageKey) : await troubleOf(base, org);
                const what = dead ? `set aside: ${reason ?? 'no reason'}` : `not within ${waitMs / 1_000} s`;
                const said = dead || reason === null ? '' : `; the relay says of the org: ${reason}`;
                tell({ hop, ok: false, milliseconds: elapsed(), detail: what + said, fix });
                return false;
            }
            await new Promise<void>((resolve) => void systemTiming.after(LOOK_EVERY_MS, resolve));
        }
    }
    return true;
}

function lineOf({ hop, ok, milliseconds, detail, fix }: Hop): string {
    const line = `${ok ? 'ok    ' : 'FAILED'}  ${hop.padEnd(10)}  ${String(milliseconds).padStart(6)} ms  ${detail}\n`;
    return fix === undefined ? line : `${line}        → ${fix}\n`;
}

/** Resolves with the exit code: 0 when the sample was seen in the CRM, 1 when a hop failed. */
export async function testWebhook(
    name: string,
    { config: path, url, wait, json }: TestWebhookOptions,
    { env, stdout }: Surroundings,
): Promise<number> {
    const config = readConfig(path, env);
    const source = sourceOf(config, name);
    const base = (url ?? config.publicUrl ?? listenUrl(config)).replace(/\/+$/, '');
    const adapter = adapterOf(source.provider, config.customProviders);
    const { request, messageKey } = sampleOf(adapter, source, config.publicUrl ?? base);
    const hops: Hop[] = [];
    const tell = (hop: Hop): void => {
        hops.push(hop);
        if (json !== true) stdout.write(lineOf(hop));
    };
    const since = systemTiming.now();
    if (json !== true) stdout.write(`${messageKey}, purpose "${TEST_PURPOSE}", to nobody, by ${base}\n`);
    const answered = { ...(await send(base, request)), milliseconds: systemTiming.now() - since };
    tell(answered);
    let well = answered.ok;
    if (well) {
        // The relay's promise: it answers with success only after the disk has the request.
        tell({ hop: 'journalled', ok: true, milliseconds: answered.milliseconds, detail: 'before it was answered' });
        const watch = { org: source.org, messageKey, base, since, waitMs: wait * 1_000, tell };
        well = await withStore(config, (store) => follow({ store, ...watch }));
    }
    if (json === true) stdout.write(`${JSON.stringify({ ok: well, source: name, messageKey, hops })}\n`);
    else stdout.write(well ? 'The whole way works.\n' : 'The way is broken where it says FAILED.\n');
    return well ? 0 : 1;
}
