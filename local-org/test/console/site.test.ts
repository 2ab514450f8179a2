import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fastify } from 'fastify';
import type { FastifyInstance } from 'fastify';
import type { ConsoleBootstrap } from '../../src/console/bootstrap.ts';
import { registerSite } from '../../src/console/site.ts';
import type { Site } from '../../src/console/site.ts';

const TOKEN = 'token-of-the-test';

function site(panels: ConsoleBootstrap['panels'] = []): FastifyInstance {
    const app = fastify();
    const bootstrap: ConsoleBootstrap = {
        accessToken: TOKEN,
        apiVersion: '67.0',
        orgName: 'Test',
        userId: '005000000000001AAA',
        userName: 'Tester',
        language: 'en_US',
        locale: 'en_GB',
        customPermissions: [],
        appLabel: 'App',
        tabs: [],
        appPages: {},
        objects: {},
        panels,
    };
    const rep = {
        ...{ accessToken: 'token-of-the-rep', userId: '005000000000002AAA', userName: 'Rep' },
        ...{ language: 'de', locale: 'de_AT', customPermissions: [] },
    };
    const signIn: Site['signIn'] = (username) => (username === 'rep@example.org' ? rep : undefined);
    registerSite(app, { bundle: new Map([['main.js', 'export {};']]), bootstrap: () => bootstrap, signIn });
    return app;
}

test("every address of Lightning Experience answers the page, and it doesn't hold the token", async () => {
    for (const url of ['/', '/lightning', '/lightning/o/Contact/list', '/lightning/r/Contact/003/view']) {
        const { statusCode, headers, body } = await site().inject(url);
        assert.equal(statusCode, 200);
        assert.match(String(headers['content-type']), /^text\/html/);
        assert.ok(!body.includes(TOKEN));
    }
});

test("the session goes to the page itself and not to another site's", async () => {
    const ask = (from: string) =>
        site().inject({ url: '/_console/bootstrap.json', headers: { 'sec-fetch-site': from } });
    const own = await ask('same-origin');
    assert.equal(own.json<ConsoleBootstrap>().accessToken, TOKEN);
    assert.equal(own.headers['cache-control'], 'no-store');
    for (const from of ['cross-site', 'same-site', 'none']) {
        const { statusCode, body } = await ask(from);
        assert.equal(statusCode, 403);
        assert.ok(!body.includes(TOKEN));
    }
});

test('the page may be a chosen user', async () => {
    const ask = (as: string) =>
        site().inject({ url: `/_console/bootstrap.json?as=${as}`, headers: { 'sec-fetch-site': 'same-origin' } });
    const { accessToken, userId, userName } = (await ask('rep@example.org')).json<ConsoleBootstrap>();
    assert.deepEqual([accessToken, userId, userName], ['token-of-the-rep', '005000000000002AAA', 'Rep']);
    assert.equal((await ask('nobody@example.org')).statusCode, 404);
});

test('the policy allows frames of the named panels only, and nothing inline', async () => {
    const panels = [{ label: 'Send', url: 'http://127.0.0.1:4000/page?x=1' }];
    const policy = String((await site(panels).inject('/')).headers['content-security-policy']);
    assert.match(policy, /frame-src http:\/\/127\.0\.0\.1:4000(;|$)/);
    assert.match(policy, /script-src 'self'(;|$)/);
    assert.match(String((await site().inject('/')).headers['content-security-policy']), /frame-src 'none'/);
});

test('scripts and styles are served, and no other file of the machine', async () => {
    const app = site();
    assert.equal((await app.inject('/_console/js/main.js')).body, 'export {};');
    const css = await app.inject('/_console/slds/styles/salesforce-lightning-design-system.min.css');
    assert.match(String(css.headers['content-type']), /^text\/css/);
    const outside = [
        '/_console/js/other.js',
        '/_console/slds/../package.json',
        '/_console/slds/%2e%2e/package.json',
        '/_console/slds/..%2f..%2fpackage.json',
        '/_console/slds/styles',
        '/_console/slds/icons/%00.svg',
    ];
    for (const url of outside) assert.equal((await app.inject(url)).statusCode, 404, url);
});
