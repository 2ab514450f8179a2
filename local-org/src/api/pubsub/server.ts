/**
 * The Pub/Sub API: gRPC over TLS, for clients of the platform's own definition (pubsub_api.proto, CC0-1.0, from
 * https://github.com/forcedotcom/pub-sub-api). Loaded only when a client comes: see endpoint.ts.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Server, ServerCredentials, loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { generate } from 'selfsigned';
import { channelOf } from '../../events/channels.ts';
import { eventSchemaById, eventSchemaOf } from '../../events/eventSchema.ts';
import { CutOff, withFaults } from './faults.ts';
import { publishEvents } from './publish.ts';
import { PUBSUB_ERRORS, PubSubError } from './status.ts';
import { Subscription } from './subscription.ts';
import type {
    Metadata,
    ServerDuplexStream,
    ServerUnaryCall,
    ServiceDefinition,
    sendUnaryData,
    ServerErrorResponse,
} from '@grpc/grpc-js';
import type { Socket } from 'node:net';
import type { Sessions } from '../../auth/sessions.ts';
import type { Channel } from '../../events/channels.ts';
import type { Org } from '../../org.ts';
import type { PubSubTiming } from '../../options.ts';
import type { RpcName } from './faults.ts';
import type * as M from './messages.ts';

export interface PubSubOptions {
    readonly org: Org;
    readonly sessions: Sessions;
    readonly timing: PubSubTiming;
    /** Hears of errors that are ours. */
    readonly onError: (error: unknown) => void;
}

export interface PubSubServer {
    readonly certificate: string;
    accept(socket: Socket): void;
    close(): void;
}

interface Caller {
    readonly token: string;
    readonly userId: string;
    /** The org as the caller meets it. */
    readonly org: Org;
}

export async function startPubSubServer(options: PubSubOptions): Promise<PubSubServer> {
    const names = ['localhost', '*.localhost'].map((value) => ({ type: 2 as const, value }));
    const addresses = ['127.0.0.1', '::1'].map((ip) => ({ type: 7 as const, ip }));
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
        ...{ keyType: 'ec', curve: 'P-256', algorithm: 'sha256' },
        extensions: [{ name: 'subjectAltName', altNames: [...names, ...addresses] }],
    });
    const server = new Server();
    const handlers = new PubSubHandlers(options);
    server.addService(serviceDefinition(), {
        getTopic: handlers.unary('GetTopic', (request: M.TopicRequest, caller) => handlers.topic(request, caller)),
        getSchema: handlers.unary('GetSchema', (request: M.SchemaRequest, caller) => handlers.schema(request, caller)),
        publish: handlers.unary('Publish', (request: M.PublishRequest, caller) => publishEvents(request, caller)),
        subscribe: (call: ServerDuplexStream<M.FetchRequest, M.FetchResponse>) => handlers.subscribe(call),
        publishStream: (call: ServerDuplexStream<M.PublishRequest, M.PublishResponse>) => handlers.publishStream(call),
        managedSubscribe: (call: ServerDuplexStream<unknown, unknown>) =>
            call.emit('error', PUBSUB_ERRORS.unsupported('ManagedSubscribe').toStatus()),
    });
    const credentials = ServerCredentials.createSsl(null, [
        { cert_chain: Buffer.from(cert), private_key: Buffer.from(key) },
    ]);
    const injector = server.createConnectionInjector(credentials);
    return {
        certificate: cert,
        accept(socket) {
            handlers.connected(socket);
            injector.injectConnection(socket);
        },
        close: () => {
            injector.destroy();
            server.forceShutdown();
        },
    };
}

function serviceDefinition(): ServiceDefinition {
    const definition = loadSync(join(import.meta.dirname, 'pubsub_api.proto'), {
        ...{ enums: String, longs: Number, defaults: true, arrays: true },
    });
    const loaded = loadPackageDefinition(definition) as unknown as {
        eventbus: { v1: { PubSub: { service: ServiceDefinition } } };
    }; // the package and service that the file declares
    return loaded.eventbus.v1.PubSub.service;
}

type Unary<Q, A> = (call: ServerUnaryCall<Q, A>, callback: sendUnaryData<A>) => void;

class PubSubHandlers {
    readonly #options: PubSubOptions;
    /** Open connections by the caller's port. */
    readonly #sockets = new Map<string, Socket>();

    constructor(options: PubSubOptions) {
        this.#options = options;
    }

    connected(socket: Socket): void {
        const port = String(socket.remotePort);
        this.#sockets.set(port, socket);
        socket.once('close', () => this.#sockets.delete(port));
    }

    unary<Q, A>(rpc: RpcName, handle: (request: Q, caller: Caller) => A): Unary<Q, A> {
        return (call, callback) => {
            withFaults(rpc, this.#options.org.faults, () => handle(call.request, this.#callerOf(call.metadata))).then(
                (answer) => callback(null, answer),
                (error: unknown) => {
                    if (error instanceof CutOff) this.#cut(call);
                    else callback(this.#statusOf(error));
                },
            );
        };
    }

    /** As a network does that breaks: without a word. */
    #cut(call: { getPeer(): string }): void {
        const [port = ''] = call.getPeer().split(':').slice(-1);
        this.#sockets.get(port)?.destroy();
    }

    topic({ topicName }: M.TopicRequest, { org }: Caller): M.TopicInfo {
        const channel = knownChannel(org, topicName);
        const [canSubscribe, canPublish] = [
            channel.events.every((event) => org.eventAccess.mayRead(event)),
            channel.kind === 'event' && org.eventAccess.mayCreate(channel.event),
        ];
        if (!canSubscribe && !canPublish) throw PUBSUB_ERRORS.topicPermission(topicName);
        return {
            ...{ topicName, canPublish, canSubscribe, rpcId: randomUUID() },
            tenantGuid: String(org.organization['Id']),
            schemaId: channel.kind === 'event' ? eventSchemaOf(channel.event).id : '',
        };
    }

    schema({ schemaId }: M.SchemaRequest, { org }: Caller): M.SchemaInfo {
        if (schemaId === '') throw PUBSUB_ERRORS.schemaEmpty();
        const found = eventSchemaById(org.schema, schemaId);
        if (!found) throw PUBSUB_ERRORS.schemaUnknown(schemaId);
        return { schemaId, schemaJson: JSON.stringify(found.record), rpcId: randomUUID() };
    }

    subscribe(call: ServerDuplexStream<M.FetchRequest, M.FetchResponse>): void {
        let subscription: Subscription | undefined;
        const served = this.#serve('Subscribe', call, (first: M.FetchRequest, { org }, fail) => {
            if (!subscription) {
                const channel = knownChannel(org, first.topicName);
                if (!channel.events.every((event) => org.eventAccess.mayRead(event)))
                    throw PUBSUB_ERRORS.cannotSubscribe(first.topicName);
                const { keepAlive: keepAliveMs } = this.#options.timing;
                const write = (response: M.FetchResponse): void => void call.write(response);
                subscription = new Subscription({ bus: org.events, channel, first, keepAliveMs, write, fail });
            }
            subscription.request(first);
        });
        void served.then(() => subscription?.close());
    }

    publishStream(call: ServerDuplexStream<M.PublishRequest, M.PublishResponse>): void {
        let topicName = '';
        void this.#serve('PublishStream', call, (request: M.PublishRequest, caller) => {
            if (topicName !== '' && request.topicName !== '' && request.topicName !== topicName)
                throw PUBSUB_ERRORS.publishTopicMismatch();
            topicName ||= request.topicName;
            call.write(publishEvents({ ...request, topicName }, caller));
        });
    }

    /** Every request of a stream, one after the other, until the client ends it, something fails, or the session is over. */
    async #serve<Q, A>(
        rpc: RpcName,
        call: ServerDuplexStream<Q, A>,
        handle: (request: Q, caller: Caller, fail: (error: unknown) => void) => void,
    ): Promise<void> {
        const over = Promise.withResolvers<undefined>();
        let release: () => void = () => undefined;
        let isOver = false;
        const fail = (error: unknown): void => {
            isOver = true;
            if (error instanceof CutOff) this.#cut(call);
            else call.emit('error', this.#statusOf(error));
            over.resolve(undefined);
        };
        let turn = Promise.resolve();
        const next = (work: () => void | Promise<void>): void => {
            turn = turn.then(() => (isOver ? undefined : work())).catch(fail);
        };
        try {
            const caller = this.#callerOf(call.metadata);
            release = this.#options.sessions.hold(caller.token, () => fail(PUBSUB_ERRORS.authentication()));
            call.on('data', (request: Q) =>
                next(() => withFaults(rpc, this.#options.org.faults, () => handle(request, caller, fail))),
            );
        } catch (error) {
            fail(error);
        }
        call.on('end', () =>
            next(() => {
                call.end();
                over.resolve(undefined);
            }),
        );
        for (const event of ['cancelled', 'close'] as const) call.on(event, () => over.resolve(undefined));
        await over.promise;
        release();
    }

    #callerOf(metadata: Metadata): Caller {
        const [token, , tenant] = ['accesstoken', 'instanceurl', 'tenantid'].map((name) => {
            const [value = ''] = metadata.get(name);
            if (value === '') throw PUBSUB_ERRORS.headersInvalid(name);
            return String(value);
        });
        const { org, sessions } = this.#options;
        const userId = sessions.userOf(token ?? '');
        const asUser = userId === undefined ? undefined : org.as(userId);
        const organizationId = String(org.organization['Id']);
        const isOurs = tenant === organizationId || tenant === organizationId.slice(0, 15);
        if (token === undefined || userId === undefined || !asUser || !isOurs) throw PUBSUB_ERRORS.authentication();
        return { token, userId, org: asUser };
    }

    #statusOf(error: unknown): ServerErrorResponse {
        const known = error instanceof PubSubError ? error : PUBSUB_ERRORS.unavailable();
        if (known !== error) this.#options.onError(error);
        return Object.assign(known, known.toStatus());
    }
}

export function knownChannel(org: Org, topicName: string): Extract<Channel, { readonly events: unknown }> {
    if (topicName === '') throw PUBSUB_ERRORS.topicEmpty();
    const channel = channelOf(org.project, topicName);
    if (channel.kind === 'unsupported') throw PUBSUB_ERRORS.unsupported(channel.what);
    if (channel.kind === 'unknown') throw PUBSUB_ERRORS.topicNotFound(topicName);
    return channel;
}
