/**
 * The Pub/Sub API's port. It is open from the start; gRPC, Avro and the certificate, which take a second to load and to
 * make, wait for the first client.
 */
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { PubSubOptions, PubSubServer } from './server.ts';

export interface PubSubEndpoint {
    /** `localhost:7443` */
    readonly endpoint: string;
    /** What clients are to trust, as PEM. Another one after each start. */
    certificate(): Promise<string>;
    close(): Promise<void>;
}

export async function openPubSub(options: PubSubOptions, host: string, port: number): Promise<PubSubEndpoint> {
    let starting: Promise<PubSubServer> | undefined;
    const start = (): Promise<PubSubServer> => {
        starting ??= import('./server.ts').then(({ startPubSubServer }) => startPubSubServer(options));
        return starting;
    };
    const sockets = new Set<Socket>();
    // Nothing may be read of a connection before TLS reads it.
    const listener = createServer({ pauseOnConnect: true }, (socket) => {
        sockets.add(socket.once('close', () => sockets.delete(socket)));
        start().then(
            ({ accept }) => accept(socket),
            (error: unknown) => {
                socket.destroy();
                options.onError(error);
            },
        );
    });
    await new Promise<void>((resolve, reject) => {
        listener.once('error', reject).listen(port, host, resolve);
    });
    const address = listener.address() as AddressInfo; // it listens at a host and a port
    return {
        endpoint: `localhost:${address.port}`,
        certificate: async () => (await start()).certificate,
        async close() {
            const closed = new Promise((resolve) => listener.close(resolve));
            (await starting)?.close();
            for (const socket of sockets) socket.destroy();
            await closed;
        },
    };
}
