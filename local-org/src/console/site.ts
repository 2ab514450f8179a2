/** The console's routes: one HTML page for every address of Lightning Experience, and the files it needs. */
import { createReadStream, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join, normalize } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ConsoleBootstrap } from './bootstrap.ts';
import type { Bundle } from './build/bundle.ts';

const SLDS = join(
    dirname(createRequire(import.meta.url).resolve('@salesforce-ux/design-system/package.json')),
    'assets',
);

const CONTENT_TYPES: Readonly<Record<string, string>> = {
    '.css': 'text/css',
    '.js': 'text/javascript',
    '.json': 'application/json',
    '.png': 'image/png',
    '.svg': 'image/svg+xml',
    '.woff': 'font/woff',
    '.woff2': 'font/woff2',
};

const PAGE = `<!doctype html>
<html lang="en">
    <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Local org</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/_console/slds/styles/salesforce-lightning-design-system.min.css" />
        <link rel="stylesheet" href="/_console/page.css" />
        <script type="module" src="/_console/js/main.js"></script>
    </head>
    <body class="slds-scope"></body>
</html>
`;

const PAGE_CSS = `body {
    background: #eef4ff linear-gradient(#b0d4f5, #eef4ff 14rem) no-repeat;
    min-height: 100vh;
}
`;

export interface Site {
    readonly bundle: Bundle;
    /** For the administrator, as things are now. */
    readonly bootstrap: () => ConsoleBootstrap;
    /** A session of that user; undefined when there is no such active user. */
    readonly signIn: (username: string) => SignedIn | undefined;
}

/** What is another's when another user is chosen. */
export type SignedIn = Pick<
    ConsoleBootstrap,
    'accessToken' | 'userId' | 'userName' | 'language' | 'locale' | 'customPermissions'
>;

export function registerSite(app: FastifyInstance, site: Site): void {
    const policy = contentSecurityPolicy(site.bootstrap());
    const send = (reply: FastifyReply, name: string, content: unknown): FastifyReply =>
        reply
            .header('content-security-policy', policy)
            .header('x-content-type-options', 'nosniff')
            .header('referrer-policy', 'same-origin')
            .type(name.endsWith('.html') ? 'text/html; charset=utf-8' : contentType(name))
            .send(content);

    for (const path of ['/', '/lightning', '/lightning/*']) {
        app.get(path, (_request, reply) => send(reply.header('cache-control', 'no-store'), 'page.html', PAGE));
    }
    app.get('/_console/page.css', (_request, reply) => send(reply, 'page.css', PAGE_CSS));
    app.get('/_console/bootstrap.json', (request, reply) => {
        // The token is for this page alone. A page of another site cannot read the answer; it should not even get it.
        const site_ = request.headers['sec-fetch-site'];
        if (site_ !== undefined && site_ !== 'same-origin')
            return reply.code(403).send({ message: 'Same origin only' });
        const { as: username } = request.query as { as?: string }; // Fastify's parser gives strings
        const session = username === undefined ? {} : site.signIn(username);
        if (!session) return reply.code(404).send({ message: `No active user ${username}` });
        const bootstrap = JSON.stringify({ ...site.bootstrap(), ...session });
        return send(reply.header('cache-control', 'no-store'), 'bootstrap.json', bootstrap);
    });
    app.get<{ Params: { '*': string } }>('/_console/js/*', (request, reply) => {
        const code = site.bundle.get(request.params['*']);
        return code === undefined ? notFound(reply) : send(reply.header('cache-control', 'no-cache'), 'x.js', code);
    });
    app.get<{ Params: { '*': string } }>('/_console/slds/*', (request, reply) => {
        const file = join(SLDS, normalize(`/${request.params['*']}`));
        if (!existsSync(file) || !CONTENT_TYPES[extname(file)]) return notFound(reply);
        return send(reply.header('cache-control', 'max-age=86400'), file, createReadStream(file));
    });
}

const contentType = (name: string): string => CONTENT_TYPES[extname(name)] ?? 'application/octet-stream';

const notFound = (reply: FastifyReply): FastifyReply => reply.code(404).send({ message: 'Not found' });

/** The platform's own policy in outline: nothing inline, nothing from elsewhere, save the panels that were named. */
function contentSecurityPolicy({ panels }: ConsoleBootstrap): string {
    const frames = [...new Set(panels.map(({ url }) => new URL(url).origin))].join(' ');
    return [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'", // synthetic shadow writes style elements
        "img-src 'self' data:",
        "font-src 'self' data:",
        `frame-src ${frames === '' ? "'none'" : frames}`,
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ].join('; ');
}
