/** The relay's door: verify, journal, and only then say yes. */
import { fastify } from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { isOverShare } from '../core/backlog.ts';
import { RelayError } from '../core/errors.ts';
import type { RelayErrorCode } from '../core/errors.ts';
import type { Clock, ProviderAdapter, RawRequest, VerifiedRequest, VerifyContext } from '../core/ports.ts';
import type { Counts, NewRequest } from '../core/store.ts';
import { createGate } from './gate.ts';
import type { GateRules } from './gate.ts';
import { createKeys } from './keys.ts';
import type { Get } from './keys.ts';
import { receive } from './receive.ts';

export interface IngestSource extends GateRules {
    readonly adapter: ProviderAdapter;
    readonly name: string;
    readonly org: string;
    readonly secrets: readonly string[];
}

export interface IngestOptions {
    readonly sources: readonly IngestSource[];
    /** Fronts whose word on the caller counts. */
    readonly trustedProxies?: readonly string[];
    /** Known once the relay listens. */
    readonly publicUrl: () => string;
    readonly store: {
        append(request: NewRequest): Promise<void>;
        checkWritable(): Promise<void>;
        counts(): Promise<Counts>;
    };
    /** How each org is, by name: what the relay tells, and no reason to take in less. */
    readonly orgs: () => object;
    readonly metrics: {
        /** Once for each answer; `source` is null when the request named none of ours. */
        answered(source: string | null, httpStatus: number): void;
        text(): Promise<string>;
        readonly contentType: string;
    };
    /** Whether so much waits that no more should be taken in: of anybody, of this org, or (null) none of it. */
    readonly overloaded: (org: string) => 'relay' | 'org' | null;
    /** Called after each commit: there is something to read. */
    readonly onStored: () => void;
    /** Called when a request could not be kept: its provider will have to repeat it. `alone`: others' are kept. */
    readonly onTurnedAway: (org: string, alone: boolean) => void;
    /** Fetches the keys of providers that publish theirs. */
    readonly get: Get;
    readonly clock: Clock;
    readonly log: Logger;
}

/** Providers wait five to fifteen seconds for an answer; whoever takes longer to ask is not one of them. */
const REQUEST_MS = 9_000;
/** How often Node looks for those who take longer: none of them is there for ten seconds. */
const CHECK_MS = 900;
const RETRY_AFTER_SECONDS = '5';
/** A backlog of half of all that may wait takes longer. */
const ORG_RETRY_AFTER_SECONDS = '30';
/** Bodies in memory that wait for their commit: beyond this the disk is slower than the callers. */
const WAITING_BYTES = 128 * 1024 * 1024;

type Refuse = (reply: FastifyReply, error: unknown) => FastifyReply;

export function createIngest(options: IngestOptions): FastifyInstance {
    const refuse = createRefusing(options);
    const app = fastify({
        logger: false,
        requestTimeout: REQUEST_MS,
        http: { headersTimeout: REQUEST_MS, connectionsCheckingInterval: CHECK_MS },
        routerOptions: { caseSensitive: true, ignoreTrailingSlash: false },
        exposeHeadRoutes: false,
        forceCloseConnections: 'idle',
        // Who has asked is answered, also while the relay ends: a call over an open connection may come at any time.
        return503OnClosing: false,
        // Addresses that the router cannot read: its own answer would repeat them, and one may hold a secret.
        frameworkErrors(_error, _request, reply) {
            void refuse(reply, new RelayError('RELAY_UNKNOWN_SOURCE', 'not an address of ours'));
        },
    });
    // Fastify would refuse unknown content types and parse the known ones; the bytes are read in receive.ts.
    app.addHttpMethod('POST', { hasBody: false, overrideExisting: true });

    app.setErrorHandler((error, _request, reply) => refuse(reply, error));
    const store = createStoring(options);
    for (const source of options.sources) addSource(app, source, options, (request) => store(source.org, request));
    addHealth(app, options);
    addMetrics(app, options);
    addRefusals(app, options, refuse);
    return app;
}

/** Stores a request, or says with an error why the caller has to send it again. */
function createStoring({ sources, store, overloaded, onTurnedAway }: IngestOptions) {
    const sharers = new Set(sources.map(({ org }) => org)).size;
    let total = 0;
    const bytesOf = new Map<string, number>();
    function add(org: string, bytes: number): void {
        total += bytes;
        bytesOf.set(org, (bytesOf.get(org) ?? 0) + bytes);
    }

    /** Null: it is taken in. */
    function overload(org: string, bytes: number): ['relay' | 'org', string] | null {
        const unread = overloaded(org);
        if (unread !== null)
            return [unread, `too many requests${unread === 'org' ? ` for ${org}` : ''} wait to be read`];
        if (total + bytes > WAITING_BYTES) return ['relay', 'the disk cannot keep up'];
        const use = { own: bytesOf.get(org) ?? 0, total, room: WAITING_BYTES, sharers };
        return sharers > 1 && isOverShare(use) ? ['org', `the disk cannot keep up with ${org}`] : null;
    }

    return async (org: string, request: NewRequest): Promise<void> => {
        const bytes = request.request.body.length;
        const [whose, why] = overload(org, bytes) ?? [null, ''];
        if (whose !== null) {
            onTurnedAway(org, whose === 'org');
            throw new RelayError(whose === 'org' ? 'RELAY_ORG_OVERLOADED' : 'RELAY_OVERLOADED', why);
        }
        add(org, bytes);
        try {
            await store.append(request);
        } catch (cause) {
            onTurnedAway(org, false);
            throw new RelayError('RELAY_JOURNAL_UNAVAILABLE', 'the journal cannot be written', { cause });
        } finally {
            add(org, -bytes);
        }
    };
}

type Judge = (request: RawRequest, context: VerifyContext) => Promise<VerifiedRequest>;

/** For the few providers whose key has to be fetched; null for all others, which are judged at once. */
function judgeWithKeys({ adapter, org }: IngestSource, { get, clock, onTurnedAway }: IngestOptions): Judge | null {
    if (adapter.keyUrl === undefined) return null;
    const keys = createKeys(get, clock);
    return async (request, context) => {
        try {
            const url = adapter.keyUrl?.(request, context.secrets) ?? null;
            const key = url === null ? undefined : await keys.key(url);
            const verified = adapter.verify(request, { ...context, key });
            const toConfirm = adapter.confirmUrl?.(verified) ?? null;
            if (toConfirm !== null) await keys.confirm(toConfirm);
            return verified;
        } catch (error) {
            if (error instanceof RelayError && error.code === 'RELAY_KEY_UNAVAILABLE') onTurnedAway(org, false);
            throw error;
        }
    };
}

function addSource(
    app: FastifyInstance,
    ingestSource: IngestSource,
    options: IngestOptions,
    store: (request: NewRequest) => Promise<void>,
): void {
    const { adapter, name, secrets, ...rules } = ingestSource;
    const { publicUrl, onStored, metrics, clock, log } = options;
    const source = `${adapter.id}/${name}`;
    const path = `/hooks/${source}`;
    const judge = judgeWithKeys(ingestSource, options);
    const gate = createGate(options.trustedProxies ?? [], rules);
    const route = {
        method: [...adapter.methods],
        async handler(request: FastifyRequest, reply: FastifyReply) {
            gate?.(request.raw);
            const raw = await receive(request.raw, adapter);
            const receivedAt = clock.now();
            const context = { secrets, publicUrl: publicUrl(), now: receivedAt };
            const verified = judge === null ? adapter.verify(raw, context) : await judge(raw, context);
            await store({ source, receivedAt, request: verified });
            onStored();
            log.debug({ source, bytes: raw.body.length }, 'request.stored');
            const answer = adapter.answer?.(verified) ?? { status: 204 };
            metrics.answered(source, answer.status);
            return reply
                .code(answer.status)
                .headers(answer.headers ?? {})
                .send(answer.body ?? '');
        },
    };
    app.route({ ...route, url: path });
    if (adapter.proof !== 'signature') app.route({ ...route, url: `${path}/:secret` });
}

function addHealth(app: FastifyInstance, { store, orgs, log }: IngestOptions): void {
    app.get('/health', () => ({ status: 'ok' }));
    app.get('/ready', async (_request, reply) => {
        try {
            await store.checkWritable();
            return { status: 'ready', ...(await store.counts()), orgs: orgs() };
        } catch (error) {
            log.error({ err: error }, 'journal.unavailable');
            return reply.code(503).header('retry-after', RETRY_AFTER_SECONDS).send({ status: 'not ready' });
        }
    });
}

function addMetrics(app: FastifyInstance, { metrics }: IngestOptions): void {
    app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
}

/** `/hooks/<provider>/<name>`, without what may follow: a secret, and references that may name a person. */
function sourcePathOf(url: string): string {
    return (url.split('?')[0] ?? '').split('/').slice(0, 4).join('/');
}

/** Whatever no route takes: a known path asked with another method, or a stranger. */
function addRefusals(app: FastifyInstance, { sources }: IngestOptions, refuse: Refuse): void {
    const methods = new Map<string, readonly string[]>(
        sources.map(({ adapter, name }) => [`/hooks/${adapter.id}/${name}`, adapter.methods]),
    );
    app.setNotFoundHandler((request, reply) => {
        const allowed = methods.get(sourcePathOf(request.url));
        if (allowed === undefined || allowed.includes(request.method)) {
            return refuse(reply, new RelayError('RELAY_UNKNOWN_SOURCE', 'no such source'));
        }
        void reply.header('allow', allowed.join(', '));
        return refuse(reply, new RelayError('RELAY_METHOD', `not with ${request.method}`));
    });
}

function createRefusing({ sources, metrics, log }: IngestOptions): Refuse {
    const names = new Map(
        sources.map(({ adapter, name }) => [`/hooks/${adapter.id}/${name}`, `${adapter.id}/${name}`]),
    );
    return (reply, error) => {
        if (reply.request.raw.destroyed && !reply.request.raw.complete) {
            log.debug('request.aborted');
            return reply.hijack(); // nobody is left to answer
        }
        const known = error instanceof RelayError ? error : null;
        const status = known?.facts.http ?? 500;
        const code: RelayErrorCode | 'RELAY_INTERNAL' = known?.code ?? 'RELAY_INTERNAL';
        const path = sourcePathOf(reply.request.url);
        // Whatever is not ours is one series: strangers must not make new ones.
        if (path.startsWith('/hooks/')) metrics.answered(names.get(path) ?? null, status);
        const err = known === null || status >= 500 ? error : undefined;
        log[status >= 500 ? 'error' : 'info']({ code, path, status, reason: known?.message, err }, 'request.refused');
        const pause = code === 'RELAY_ORG_OVERLOADED' ? ORG_RETRY_AFTER_SECONDS : RETRY_AFTER_SECONDS;
        if (status === 503) void reply.header('retry-after', pause);
        // What is left of a body that was not read must not be taken for the next request.
        if (!reply.request.raw.complete) void reply.header('connection', 'close');
        return reply.code(status).send({ code, message: known?.facts.answer ?? 'The relay failed.' });
    };
}
