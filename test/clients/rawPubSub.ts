/** The Pub/Sub API by gRPC alone, for the statuses that its client library hides. */
import { join } from 'node:path';
import { Metadata, credentials, loadPackageDefinition, status } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { ChannelCredentials, Client, ClientDuplexStream, ServiceError } from '@grpc/grpc-js';
import type { ClientWorld } from './clientWorld.ts';

const PROTO = join(import.meta.dirname, '../../node_modules/salesforce-pubsub-api-client/pubsub_api.proto');
const PREFIX = 'sfdc.platform.eventbus.grpc.';

type Unary = (request: unknown, callback: (error: ServiceError | null, answer: unknown) => void) => void;
type Stream = () => ClientDuplexStream<unknown, unknown>;
export type PubSubService = Client & Record<string, Unary> & { readonly subscribe: Stream };

export function rawHeaders({ org, organizationId }: ClientWorld): Record<string, string> {
    return { accesstoken: org.accessToken, instanceurl: org.url, tenantid: organizationId };
}

/** To be closed. */
export async function rawService(world: ClientWorld, headers = rawHeaders(world)): Promise<PubSubService> {
    const certificate = Buffer.from(await world.org.pubSub!.certificate());
    const meta = new Metadata();
    for (const [name, value] of Object.entries(headers)) meta.set(name, value);
    const ssl: ChannelCredentials = credentials.combineChannelCredentials(
        credentials.createSsl(certificate),
        credentials.createFromMetadataGenerator((_, callback) => callback(null, meta)),
    );
    const definition = loadSync(PROTO, { enums: String, longs: Number, defaults: true, arrays: true });
    const loaded = loadPackageDefinition(definition) as unknown as {
        eventbus: { v1: { PubSub: new (at: string, by: ChannelCredentials) => PubSubService } };
    }; // what the file declares
    return new loaded.eventbus.v1.PubSub(world.org.pubSub!.endpoint, ssl);
}

/** The name of the status and the platform's own code. */
export function told(error: ServiceError | null): readonly [string, string] {
    if (!error) return ['OK', ''];
    const [code = ''] = error.metadata.get('error-code');
    return [status[error.code], String(code).replace(PREFIX, '')];
}

export async function refusalOf(
    world: ClientWorld,
    method: string,
    request: unknown,
    headers = rawHeaders(world),
): Promise<readonly unknown[]> {
    const service = await rawService(world, headers);
    try {
        return await new Promise((resolve) => service[method]!.call(service, request, (error) => resolve(told(error))));
    } finally {
        service.close();
    }
}
