import { strict as assert } from 'node:assert';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ConfigError, parseConfig, readConfig } from '../../src/config.ts';
import type { Config } from '../../src/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'landed-config-'));
after(() => rm(folder, { recursive: true }));

const ENV = { ORG_TOKEN: 'token', HOOK_SECRET: 'secret' };
const org = (more: object = {}): object => ({
    instanceUrl: 'https://example.my.salesforce.com/',
    auth: { kind: 'accessToken', token: { env: 'ORG_TOKEN' } },
    ...more,
});
const file = (more: object = {}): object => ({
    dataDir: 'data',
    orgs: { main: org() },
    sources: [{ provider: 'bsr', name: 'support', org: 'main', secrets: [{ env: 'HOOK_SECRET' }] }],
    ...more,
});

function tokenOf(config: Config): string | null {
    const auth = config.orgs['main']?.auth;
    return auth?.kind === 'accessToken' ? auth.token() : null;
}

function problemsOf(config: unknown, env = {}): readonly string[] {
    try {
        parseConfig(config, { ...ENV, ...env }, folder);
    } catch (error) {
        assert.ok(error instanceof ConfigError);
        return error.problems;
    }
    return [];
}

test('defaults are filled in, addresses lose their trailing slash, and the result is frozen', () => {
    const config = parseConfig(file(), ENV, folder);
    assert.deepEqual(config.listen, { host: '127.0.0.1', port: 3001, trustedProxies: [] });
    assert.equal(config.mode, 'production');
    assert.deepEqual(config.store, { kind: 'sqlite', directory: join(folder, 'data') });
    assert.deepEqual(config.orgs['main']?.auth.kind, 'accessToken');
    assert.equal(config.orgs['main'].auth.instanceUrl, 'https://example.my.salesforce.com');
    assert.equal(config.orgs['main'].apiVersion, '67.0');
    assert.deepEqual(config.sources[0]?.secrets, ['secret']);
    assert.throws(() => Object.assign(config.listen, { port: 1 }), TypeError);
});

test('the sample in config/ is valid', () => {
    const sample = new URL('../../../config/relay.sample.json', import.meta.url);
    const text = readFileSync(sample, 'utf8').replace('/run/secrets/landed-org-token', 'org-token');
    writeFileSync(join(folder, 'org-token'), 'from a file\n');
    const env = { TWILIO_AUTH_TOKEN: 'a', BSR_WEBHOOK_SECRET: 'b', BSR_WEBHOOK_SECRET_BEFORE: 'c' };
    const config = parseConfig(JSON.parse(text), env, folder);
    assert.deepEqual(config.sources[1]?.secrets, ['b', 'c']);
    assert.equal(tokenOf(config), 'from a file');
});

test('a token in a file is read anew each time', () => {
    const path = join(folder, 'rotating');
    writeFileSync(path, 'first');
    const auth = { kind: 'accessToken', token: { file: 'rotating' } };
    const config = parseConfig(file({ orgs: { main: org({ auth }) } }), ENV, folder);
    assert.equal(tokenOf(config), 'first');
    writeFileSync(path, 'second');
    assert.equal(tokenOf(config), 'second');
});

test('the environment stands above the file', () => {
    const env = {
        LANDED_LISTEN_PORT: '8080',
        LANDED_DATA_DIR: '/srv/landed',
        LANDED_PUBLIC_URL: 'https://r.example.com/',
    };
    const config = parseConfig(file({ listen: { host: '0.0.0.0' } }), { ...ENV, ...env }, folder);
    assert.deepEqual(config.listen, { host: '0.0.0.0', port: 8080, trustedProxies: [] });
    assert.deepEqual(config.store, { kind: 'sqlite', directory: '/srv/landed' });
    assert.equal(config.publicUrl, 'https://r.example.com');
});

test('every problem of the shape is reported at once', () => {
    const problems = problemsOf({
        ...file({ listen: { port: 70_000 }, surprise: 1 }),
        sources: [{ provider: 'bsr', name: 'Bad Name', org: 'main', secrets: [] }],
    });
    const paths = problems.map((problem) => problem.split(':')[0]).sort();
    assert.deepEqual(paths, ['file', 'listen.port', 'sources.0.name', 'sources.0.secrets']);
});

test('every problem of how settings fit together is reported at once', () => {
    const source = { provider: 'bsr', name: 'support', org: 'gone', secrets: [{ env: 'MISSING' }, { local: 'here' }] };
    const problems = problemsOf(
        file({
            orgs: { main: org({ instanceUrl: 'http://example.com' }) },
            sources: [source, source, { ...source, provider: 'carrier-pigeon' }],
        }),
        { ORG_TOKEN: '' },
    );
    for (const expected of [
        'orgs.main.instanceUrl: must be https',
        'orgs.main.auth.token: the environment has no ORG_TOKEN',
        'sources.0.org: there is no org "gone"',
        'sources.0.secrets.0: the environment has no MISSING',
        'sources.0.secrets.1: a secret in the file is for mode "local" only',
        'sources.1: bsr/support is there twice',
        'sources.2.provider: there is no provider "carrier-pigeon"',
    ]) {
        assert.ok(problems.includes(expected), `${expected}\nnot among\n${problems.join('\n')}`);
    }
});

test('a location is listed once, whatever its capitals and spaces', () => {
    const [problem, ...none] = problemsOf(
        file({ orgs: { main: org({ locations: ['York', ' Leeds  Dock', 'leeds dock'] }) } }),
    );
    assert.deepEqual([problem, none], ['orgs.main.locations: must name each location once', []]);
});

test('a sender without a documented webhook is refused with what comes nearest', () => {
    const problemOf = (provider: string): string =>
        problemsOf(file({ sources: [{ provider, name: 'x', org: 'main', secrets: [{ env: 'ORG_TOKEN' }] }] }), {
            ORG_TOKEN: 'x',
        }).find((problem) => problem.startsWith('sources.0.provider')) ?? '';
    const page = readFileSync(new URL('../../../docs/providers/custom.md', import.meta.url), 'utf8');
    for (const [provider, way] of Object.entries({ fcm: /app report/, smpp: /kannel/ })) {
        assert.match(problemOf(provider), way);
        assert.match(
            page,
            new RegExp(`^\\| \\x60${provider}\\x60`, 'm'),
            `docs/providers/custom.md explains ${provider}`,
        );
    }
});

test('each way to sign in names what it lacks', () => {
    const problems = problemsOf(
        file({
            orgs: {
                token: { auth: { kind: 'accessToken', token: { env: 'ORG_TOKEN' } } },
                jwt: {
                    auth: { kind: 'jwtBearer', clientId: 'key', username: 'u', privateKey: { env: 'ORG_TOKEN' } },
                },
                secret: {
                    auth: {
                        ...{ kind: 'clientCredentials', clientId: 'key', clientSecret: { env: 'MISSING' } },
                        loginUrl: 'http://example.my.salesforce.com',
                    },
                },
            },
            sources: [{ provider: 'bsr', name: 'a', org: 'jwt', secrets: [{ env: 'HOOK_SECRET' }] }],
        }),
    );
    assert.deepEqual([...problems].sort(), [
        'orgs.jwt.auth.privateKey: is not a private key in PEM',
        'orgs.secret.auth.clientSecret: the environment has no MISSING',
        'orgs.secret.auth.loginUrl: must be https',
        'orgs.token.instanceUrl: is needed with an access token',
    ]);
});

test('a provider that signs nothing needs https and a secret that nobody guesses', () => {
    const source = { provider: 'smsworks', name: 'texts', org: 'main', secrets: [{ env: 'HOOK_SECRET' }] };
    const right = { HOOK_SECRET: 'a-secret-of-some-length' };
    const config = (publicUrl?: string): object => file({ sources: [source], ...(publicUrl && { publicUrl }) });
    assert.deepEqual(problemsOf(config('https://reports.example.com'), right), []);
    for (const publicUrl of [undefined, 'http://reports.example.com']) {
        assert.match(problemsOf(config(publicUrl), right).join(), /^publicUrl: must be given and https/);
    }
    assert.match(
        problemsOf(config('https://reports.example.com')).join(),
        /^sources\.0\.secrets\.0: must be 16 to 100/,
    );
});

test('local mode takes secrets from the file, and stays on this machine', () => {
    const source = { provider: 'bsr', name: 'demo', org: 'main', secrets: [{ local: 'invented' }] };
    const local = { mode: 'local', orgs: { main: org({ instanceUrl: 'http://127.0.0.1:3000' }) }, sources: [source] };
    assert.deepEqual(problemsOf(file(local)), []);
    assert.deepEqual(problemsOf(file({ ...local, listen: { host: '0.0.0.0' } })), [
        'listen.host: mode "local" listens at 127.0.0.1 only',
    ]);
    assert.deepEqual(problemsOf(file({ ...local, orgs: { main: org() } })), [
        'orgs.main.instanceUrl: mode "local" is for a local org',
    ]);
});

test('a key of numbers of fewer than 32 bytes is refused, and a longer one is what its file or variable holds', () => {
    const config = file({ orgs: { main: org({ hashedNumbers: { key: { env: 'NUMBER_KEY' } } }) } });
    const key = 'an invented key of 32 bytes, all';
    assert.deepEqual(problemsOf(config, { NUMBER_KEY: key }), []);
    assert.equal(parseConfig(config, { ...ENV, NUMBER_KEY: key }, folder).orgs['main']?.hashedNumbers?.key, key);
    assert.deepEqual(problemsOf(config, { NUMBER_KEY: key.slice(1) }), [
        'orgs.main.hashedNumbers.key: must be at least 32 bytes: openssl rand -base64 32',
    ]);
    assert.match(problemsOf(config, {}).join(), /the environment has no NUMBER_KEY/);
});

test('no problem quotes a secret', () => {
    const problems = problemsOf(
        file({ sources: [{ provider: 'x', name: 'x', org: 'y', secrets: [{ secret: 'hunter2' }] }] }),
    );
    assert.ok(problems.length > 0);
    assert.ok(!problems.join().includes('hunter2'));
});

test('a file that is not there or not JSON is a problem with its name', () => {
    assert.throws(() => readConfig(join(folder, 'none.json'), ENV), /none\.json/);
    writeFileSync(join(folder, 'half.json'), '{"mode":');
    assert.throws(() => readConfig(join(folder, 'half.json'), ENV), /half\.json/);
});

const acme = (more: object = {}): object => ({
    label: 'Acme',
    proof: { kind: 'hmac', header: 'x-acme-signature' },
    fields: { id: 'id', recipient: 'to', status: 'status' },
    statuses: { ok: 'Delivered' },
    ...more,
});
const described = (settings: object, name = 'acme'): object => ({
    ...file({ customProviders: { [name]: settings } }),
    sources: [{ provider: name, name: 'main', org: 'main', secrets: [{ env: 'HOOK_SECRET' }] }],
});

test('a provider that the configuration describes is as good as a known one, once it makes sense', () => {
    assert.deepEqual(problemsOf(described(acme())), []);
    assert.deepEqual(problemsOf(described(acme(), 'twilio')), [
        'customProviders.twilio: Landed knows a provider of this name',
    ]);
    const proof = (more: object): object => acme({ proof: { kind: 'hmac', header: 'x-acme-signature', ...more } });
    const wrong: readonly (readonly [settings: object, problem: RegExp])[] = [
        [acme({ statuses: { ok: 'Sent' } }), /statuses: none of them means Delivered/],
        [acme({ statuses: { ok: 'Arrived' } }), /statuses\.ok: /],
        [acme({ engagements: { ok: 'Read' } }), /engagements: "ok" is a status as well/],
        [acme({ words: { bad: 'Permanent' } }), /words\.bad: /],
        [acme({ list: 'reports', format: 'form' }), /list: is for JSON/],
        [acme({ fields: { id: 'id', recipient: 'to' } }), /fields\.status: /],
        [acme({ fields: { id: 'a..b', recipient: 'to', status: 's' } }), /fields\.id: must be names/],
        [proof({ signs: '{timestamp}' }), /proof\.signs: must hold \{body\}/],
        [proof({ signs: '{timestamp}.{body}' }), /proof\.signs: \{timestamp\} and the header/],
        [proof({ timestamp: { header: 'x-time' } }), /proof\.signs: \{timestamp\} and the header/],
        [proof({ signs: '{body}{secret}' }), /proof\.signs: knows no \{secret\}/],
        [acme({ format: 'query' }), /proof: signs must hold \{url\}/],
        [acme({ format: 'query', proof: { kind: 'standardWebhooks' } }), /proof: signs bodies/],
        [acme({ proof: { kind: 'sharedSecret' } }), /publicUrl: must be given and https/],
    ];
    for (const [settings, problem] of wrong) assert.match(problemsOf(described(settings)).join('\n'), problem);
});

test('a PostgreSQL store is named by an address, which is a secret, and needs no folder', () => {
    const url = 'postgresql://landed:pass%40word@db.example.com/reports';
    const rest = { ...file(), dataDir: undefined };
    const at = (store: object, env = {}): Config['store'] =>
        parseConfig({ ...rest, store }, { ...ENV, DATABASE_URL: url, ...env }, folder).store;
    const store = at({ kind: 'postgres', url: { env: 'DATABASE_URL' } });
    assert.ok(store.kind === 'postgres');
    const { config, tls } = store.address;
    assert.deepEqual(
        [config.host, config.port, config.user, config.password, config.database, tls, store.schema],
        ['db.example.com', 5432, 'landed', 'pass@word', 'reports', 'verify-full', 'landed'],
    );
    const modeOf = (address: string): string => {
        const near = at({ kind: 'postgres', url: { env: 'DATABASE_URL' } }, { DATABASE_URL: address });
        return near.kind === 'postgres' ? near.address.tls : '';
    };
    assert.equal(modeOf('postgres://me@127.0.0.1:6000/reports'), 'disable');
    assert.equal(modeOf('postgres://me@localhost/reports?host=/run/postgresql'), 'disable');
    assert.equal(modeOf(`${url}?sslmode=require`), 'require');
});

test('what is wrong with the store is said without repeating its address', () => {
    const rest = { ...file(), dataDir: undefined };
    const problems = (address: string, more = {}): readonly string[] =>
        problemsOf(
            { ...rest, store: { kind: 'postgres', url: { env: 'DATABASE_URL' }, ...more } },
            { DATABASE_URL: address },
        );
    assert.deepEqual(problemsOf(rest), ['dataDir: is needed with an SQLite store']);
    assert.deepEqual(problems(''), ['store.url: the environment has no DATABASE_URL']);
    assert.deepEqual(problems('mysql://u:hidden@h/d'), ['store.url: is no postgresql:// address']);
    assert.deepEqual(problems('postgres://u:hidden@h'), ['store.url: names no database']);
    assert.deepEqual(problems('postgres://u:hidden@h/d?pool=3'), [
        'store.url: has a parameter that is not known here: pool',
    ]);
    const [open = ''] = problems('postgres://u:hidden@db.example.com/d?sslmode=disable');
    assert.match(open, /^store\.url: must not be sslmode=disable/);
    const [missing = ''] = problems('postgres://u:hidden@h/d', { certificates: 'none.pem' });
    assert.match(missing, /^store\.certificates: .*no such file/);
    const [schema = ''] = problems('postgres://u:hidden@h/d', { schema: 'a;b' });
    assert.match(schema, /^store\.schema: must be lower-case/);
});

test('alarms go by https or stay on this machine, and their secrets are read', () => {
    const email = {
        host: 'mail.example.com',
        tls: 'none',
        from: 'a@example.com',
        to: ['b@example.com'],
        user: 'relay',
    };
    const webhook = { url: 'http://hooks.example.com', secret: { env: 'HOOK_SECRET' } };
    assert.deepEqual(problemsOf(file({ alarms: { email, webhook } })), [
        'alarms.webhook.url: must be https',
        'alarms.webhook.secret: must be "whsec_" and 24 to 64 bytes in base64',
        'alarms.email.tls: "none" is for a server on this machine only',
        'alarms.email: user and password go together',
    ]);
});
