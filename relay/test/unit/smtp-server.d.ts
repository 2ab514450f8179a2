/** What we use of a package that brings no types. https://nodemailer.com/extras/smtp-server (3.21.6, 2026-11-26) */
declare module 'smtp-server' {
    import type { Server } from 'node:net';
    import type { Readable } from 'node:stream';

    interface Options {
        readonly authOptional: boolean;
        readonly allowInsecureAuth: boolean;
        readonly disabledCommands: readonly string[];
        onAuth(
            auth: { readonly username: string; readonly password: string },
            session: unknown,
            done: (error: Error | null, user: object) => void,
        ): void;
        onData(
            stream: Readable,
            session: { readonly envelope: { readonly rcptTo: readonly { readonly address: string }[] } },
            done: () => void,
        ): void;
    }
    export class SMTPServer {
        constructor(options: Options);
        readonly server: Server;
        listen(port: number, host: string, done: () => void): void;
        close(): void;
    }
}
