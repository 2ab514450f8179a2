/** The HTTP server: routes, guards, headers, and errors in the platform's form. */
import { fastify } from 'fastify';
import { ERRORS } from '../errors.ts';
import { BULK_ROUTES, UPLOAD_LIMIT } from './bulk/index.ts';
import { BulkJobs } from './bulk/jobs.ts';
import { acceptCompression } from './compression.ts';
import { registerCometd } from './cometd/index.ts';
import { CometdService } from './cometd/service.ts';
import { CONTROLS } from './controls/controls.ts';
import { Dispatcher } from './dispatcher.ts';
import { faultyCall, withFaults } from './faultyCalls.ts';
import { registerGraphQL } from './graphql/index.ts';
import { checkCaller, checkLoopback, checkSession, isOwnPage, refusalOfIdentity } from './guards.ts';
import { QueryPages } from './query/pages.ts';
import { checkHeaders } from './requestHeaders.ts';
import { NOT_SERVED, ROUTES } from './routes.ts';
import { MetadataJobs } from '../metadata/jobs.ts';
import { METADATA_REST, metadataSoap } from './metadata/index.ts';
import { OAUTH_ROUTES } from './oauth/oauth.ts';
import { versions } from './identity/identity.ts';
import { answerUnreadable, checkAccept, checkSize, refuseAll, unknownRequest, unsupportedBody } from './refusals.ts';
import { errorBody } from '../platformError.ts';
import { asPlatformError } from './rows.ts';
import type { PlatformError } from '../errors.ts';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Org } from '../org.ts';
import type { AnsweredRequest, CometdTiming, OrgLimits } from '../options.ts';
import type { Auth, Call, Route } from './route.ts';

export interface ServerOptions {
    readonly org: Org;
    readonly host: string;
    readonly auth: Auth;
    readonly limits: OrgLimits;
    readonly cometd: CometdTiming;
    readonly pubSub: Call['pubSub'];
    readonly usage: Call['usage'];
    readonly recent: Call['recent'];
    readonly snapshot: Call['snapshot'];
    readonly onRequest?: (request: AnsweredRequest) => void;
    /** Hears of errors that are ours. */
    readonly onError: (error: unknown) => void;
}

const MAX_HEADERS = 64 * 1024;
const BODY_LIMIT = 50 * 1024 * 1024; // https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_api.htm

export function createServer(options: ServerOptions): FastifyInstance {
    const app = fastify({
        bodyLimit: BODY_LIMIT,
        forceCloseConnections: true,
        // Long enough to be read, and refused in the platform's words.
        http: { maxHeaderSize: MAX_HEADERS },
        clientErrorHandler: answerUnreadable,
        frameworkErrors: (_error, _request, reply) => void answerError(ERRORS.notFound(), reply, options.onError),
        // Clients whose instance URL ends in a slash ask for //services/…
        rewriteUrl: (request) => collapseSlashes(request.url ?? '/'),
        routerOptions: {
            maxParamLength: 16_384,
            ignoreTrailingSlash: true,
            // Of a parameter given twice the last counts: every value is one string.
            querystringParser: (text) => Object.fromEntries(new URLSearchParams(text)),
        },
    });
    takeEmptyJson(app);
    const streaming = new CometdService({
        ...{ org: options.org, sessions: options.auth.sessions },
        ...{ maxClients: options.limits.cometdClients, timing: options.cometd },
    });
    const shared = {
        ...options,
        streaming,
        dispatcher: new Dispatcher([...ROUTES, ...BULK_ROUTES, ...METADATA_REST], NOT_SERVED),
        ...newState(options.org),
    };
    app.addHook('onRequest', async (request) => {
        checkCaller(request, options.host, portOf(app));
        checkSize(request);
        if (request.is404) refuseUnknown(request, shared);
    });
    const { onRequest } = options;
    if (onRequest) app.addHook('onResponse', async (request, reply) => onRequest(answered(request, reply)));
    app.removeContentTypeParser('text/plain');
    acceptCompression(app);
    app.setErrorHandler((error, _request, reply) => answerError(error, reply, options.onError));
    for (const route of CONTROLS) addRoute(app, route, shared, async (request) => checkLoopback(request));
    app.register(async (forms) => {
        forms.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, text, done) =>
            done(null, Object.fromEntries(new URLSearchParams(String(text)))),
        );
        for (const route of OAUTH_ROUTES) addRoute(forms, route, shared, async () => undefined);
    });
    app.register(async (soap) => {
        soap.addContentTypeParser('text/xml', { parseAs: 'string' }, (_request, text, done) => done(null, text));
        // The session comes in the envelope.
        addRoute(soap, metadataSoap, shared, async () => undefined);
    });
    registerCometd(app, streaming);
    addRoute(app, versions, shared, async () => undefined);
    app.register(async (api) => {
        api.addHook('onRequest', async (request, reply) => openSession(request, reply, shared));
        for (const route of ROUTES) if (route !== versions) addRoute(api, route, shared, async () => undefined);
        for (const path of NOT_SERVED) refuseAll(api, `/services/data/:version${path}`);
        registerGraphQL(api, (request) => sessionOrgs.get(request) ?? options.org);
        api.register(async (uploads) => {
            uploads.addContentTypeParser(
                'text/csv',
                { parseAs: 'string', bodyLimit: UPLOAD_LIMIT },
                (_request, text, done) => done(null, text),
            );
            uploads.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, (_request, body, done) =>
                done(null, body),
            );
            for (const route of METADATA_REST) addRoute(uploads, route, shared, async () => undefined);
            for (const route of BULK_ROUTES) addRoute(uploads, route, shared, async () => undefined);
        });
    });
    return app;
}

/** The sf CLI says that it sends JSON when it deletes, and sends nothing. */
function takeEmptyJson(app: FastifyInstance): void {
    const parseJson = app.getDefaultJsonParser('error', 'error');
    app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
        if (text === '') done(null, undefined);
        else void parseJson(request, text as string, done); // it is parsed as one
    });
}

/** What calls leave behind for later ones. */
type State = Pick<Call, 'faults' | 'jobs' | 'metadata' | 'pages'>;

function newState(org: Org): State {
    return {
        ...{ faults: org.faults, jobs: new BulkJobs() },
        ...{ metadata: new MetadataJobs(org), pages: new QueryPages() },
    };
}

type Shared = ServerOptions & State & Pick<Call, 'streaming'> & { readonly dispatcher: Dispatcher };

/** The org as the user of the request's session meets it; the whole org where no session is needed. */
const sessionOrgs = new WeakMap<FastifyRequest, Org>();

function openSession(
    request: FastifyRequest,
    reply: FastifyReply,
    { org, auth, usage, faults }: Shared,
): FastifyReply | undefined {
    const refused = refusalOfIdentity(request, auth.sessions);
    if (refused !== undefined) return reply.code(403).type('text/plain; charset=UTF-8').send(refused);
    const asUser = org.as(checkSession(request, auth.sessions));
    if (!asUser) throw ERRORS.sessionInvalid();
    sessionOrgs.set(request, asUser);
    checkAccept(request);
    checkHeaders(request.headers);
    if (isOwnPage(request)) return undefined;
    if (!asUser.access.hasUserPermission('ApiEnabled')) throw ERRORS.apiDisabled();
    reply.header('Sforce-Limit-Info', usage.header());
    usage.count();
    reply.header('Sforce-Limit-Info', usage.header());
    faults.check('any');
    faults.checkCall(faultyCall(request));
    return undefined;
}

function addRoute(
    app: FastifyInstance,
    route: Route,
    shared: Shared,
    onRequest: (request: FastifyRequest) => Promise<void>,
): void {
    const isAbsolute = route.path.startsWith('//');
    const url = isAbsolute ? route.path.slice(1) : `/services/data/:version${route.path}`;
    app.route({
        method: route.method,
        url,
        onRequest,
        async handler(request, reply) {
            const params = request.params as Record<string, string>; // Fastify makes strings of them
            if (!isAbsolute && !/^v\d+\.0$/.test(params['version'] ?? '')) throw ERRORS.notFound();
            const answer = await withFaults(request, reply, shared.faults, () =>
                route.handle(toCall(app, request, params, shared)),
            );
            if (!answer) return reply;
            reply.code(answer.status).headers(answer.headers ?? {});
            return reply.send(answer.body);
        },
    });
}

function toCall(app: FastifyInstance, request: FastifyRequest, params: Record<string, string>, shared: Shared): Call {
    const org = sessionOrgs.get(request) ?? shared.org;
    const { auth, faults, jobs, metadata, pages, pubSub, recent, snapshot, streaming, usage, limits, host } = shared;
    const call: Call = {
        ...{ org, auth, faults, jobs, metadata, pages, pubSub, recent, snapshot, streaming, usage, params },
        hourlyEvents: limits.hourlyEvents,
        base: `/services/data/${params['version'] ?? ''}`,
        origin: `http://${request.headers.host ?? `${host}:${portOf(app)}`}`,
        query: request.query as Record<string, string>, // Fastify's parser gives strings
        headers: request.headers,
        body: request.body,
        dispatch: (inner) => shared.dispatcher.send(call, inner),
    };
    return call;
}

function answered(
    { method, routeOptions }: FastifyRequest,
    { statusCode, elapsedTime }: FastifyReply,
): AnsweredRequest {
    return { method, route: routeOptions.url ?? 'unknown', status: statusCode, milliseconds: Math.round(elapsedTime) };
}

function portOf(app: FastifyInstance): number {
    const address = app.server.address();
    return typeof address === 'object' && address ? address.port : 0;
}

function collapseSlashes(url: string): string {
    const [path = '', ...search] = url.split('?');
    return [path.replaceAll(/\/{2,}/g, '/'), ...search].join('?');
}

/** Before the body is read: what it holds does not matter. */
function refuseUnknown(request: FastifyRequest, { auth, dispatcher }: Shared): never {
    const [path = ''] = request.url.split('?');
    if (!/^\/(services|id)(\/|$)/.test(path)) throw ERRORS.notFound();
    checkSession(request, auth.sessions);
    throw unknownRequest(request, dispatcher);
}

function answerError(error: unknown, reply: FastifyReply, onError: (error: unknown) => void): FastifyReply {
    const known = asPlatformError(error) ?? fromFastify(error as FastifyError, reply.request); // what Fastify throws itself
    if (!known) onError(error);
    const told = known ?? ERRORS.internal();
    return reply.code(told.httpStatus).send(errorBody(told));
}

function fromFastify(error: FastifyError, { headers }: FastifyRequest): PlatformError | undefined {
    const type = headers['content-type'];
    if (error.statusCode === 415) return unsupportedBody(type);
    if (error.statusCode === 413) return ERRORS.bodyTooLarge(type?.startsWith('text/csv') ? UPLOAD_LIMIT : BODY_LIMIT);
    if (error.statusCode !== undefined && error.statusCode < 500) return ERRORS.badJson(error.message);
    return undefined;
}
