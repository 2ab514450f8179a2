/** What we use of a package that brings no types. https://nodemailer.com/smtp (10.6.0, 2026-11-26) */
declare module 'nodemailer' {
    interface Options {
        readonly host: string;
        readonly port: number;
        /** TLS from the first byte; else STARTTLS where the server has it, and always where it is required. */
        readonly secure: boolean;
        readonly requireTLS: boolean;
        readonly ignoreTLS: boolean;
        readonly auth?: { readonly user: string; readonly pass: string };
        readonly connectionTimeout: number;
        readonly greetingTimeout: number;
        readonly socketTimeout: number;
    }
    interface Mail {
        readonly from: string;
        readonly to: readonly string[];
        readonly subject: string;
        readonly text: string;
    }
    interface Transport {
        sendMail(mail: Mail): Promise<unknown>;
        close(): void;
    }
    export function createTransport(options: Options): Transport;
}
