/** What is shipped to run the relay with: that it names only what there is. */
import { strict as assert } from 'node:assert';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import relayPackage from '../../package.json' with { type: 'json' };
import { parseConfig } from '../../src/config.ts';
import { ALARM_KINDS } from '../../src/core/alarms.ts';
import { NO_OVERRIDES } from '../../src/core/codeOverrides.ts';
import { createMetrics } from '../../src/insight/metrics.ts';
import { createVitals } from '../../src/insight/vitals.ts';
import { alertRecord } from '../../src/salesforce/alerter.ts';
import { statusRecord } from '../../src/salesforce/heartbeat.ts';
import { findingRecord, incidentRecord } from '../../src/salesforce/watch.ts';

const ROOT = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

/** A series is named after its metric; a histogram's has an ending. */
async function namesOfMetrics(): Promise<Set<string>> {
    const counts = () => Promise.resolve({ unread: 0, unpublished: 0, inFlight: 0, dead: 0 });
    const text = await createMetrics(counts, {
        outageSecondsLeft: () => ({}),
        limits: () => [],
        paces: () => [],
        codes: () => [],
        drift: () => [],
        backlogs: () => [],
    }).text();
    const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
    return new Set(
        types.flatMap(([, name = '', type]) =>
            type === 'histogram' ? ['_bucket', '_sum', '_count'].map((ending) => name + ending) : [name],
        ),
    );
}

for (const path of ['deploy/alerts.yml', 'deploy/grafana-dashboard.json']) {
    test(`${path} names only metrics that the relay has, and labels that they have`, async () => {
        const known = await namesOfMetrics();
        const text = read(path);
        const named = [...new Set(text.match(/\b(?:landed|process|nodejs)_[a-z_]+/g))];
        assert.ok(named.length > 3);
        for (const name of named) assert.ok(known.has(name), `${name} is no metric of the relay`);
    });
}

test('every alarm of the rules is explained to the operator, and none that there is not', () => {
    const alarms = [...read('deploy/alerts.yml').matchAll(/alert: (\w+)/g)].map(([, name]) => name);
    const explained = [...read('docs/operating.md').matchAll(/^\| `(Landed\w+)`/gm)].map(([, name]) => name);
    assert.ok(alarms.length > 5);
    assert.deepEqual(explained.sort(), alarms.sort());
});

test('for every alarm the rule tests say what raises it, and that a healthy relay does not', () => {
    const tests = read('deploy/alerts.test.yml');
    for (const [, name = ''] of read('deploy/alerts.yml').matchAll(/alert: (\w+)/g)) {
        assert.match(tests, new RegExp(`alertname: ${name}, exp_alerts: \\[\\] `), `${name}: when all is well`);
        assert.match(tests, new RegExp(`alertname: ${name}\\n +exp_alerts:\\n`), `${name}: when it is raised`);
    }
});

/** Where two series are compared they need labels in common: said with `on`, or the same because both are made alike. */
const labelsOf = (side: string): string =>
    /by \([^)]*\)/.exec(side)?.[0] ?? /\b(?:landed|process|up)\w*/.exec(side)?.[0] ?? '';

test('no alarm asks of two series with other labels at once: it could never be raised', () => {
    const rules = read('deploy/alerts.yml').split('- alert: ').slice(1);
    const joined = rules.filter((rule) => / (?:and|unless) (?!on)/.test(rule.split(' annotations:')[0] ?? ''));
    assert.ok(joined.length > 1);
    for (const rule of joined) {
        const expression = /expr: (?:>-)?(?<all>.*?)\n +(?:for|labels):/s.exec(rule)?.groups?.['all'] ?? '';
        const [first = '', ...others] = expression.split(/ (?:and|unless) (?!on)/);
        for (const other of others) assert.equal(labelsOf(other), labelsOf(first), rule.split('\n')[0]);
    }
});

test('every panel of the dashboard asks for something', () => {
    const { panels } = JSON.parse(read('deploy/grafana-dashboard.json')) as {
        panels: { title: string; targets: { expr: string }[] }[];
    };
    assert.ok(panels.length > 10);
    for (const { title, targets } of panels) assert.ok(targets.length > 0 && targets[0]?.expr !== '', title);
});

test('the image holds every package that the relay imports, and every file that it copies is there', () => {
    const packages = new Set(Object.keys(relayPackage.dependencies));
    const sources = fileURLToPath(new URL('relay/src/', ROOT));
    for (const file of globSync('**/*.ts', { cwd: sources })) {
        if (file.endsWith('.d.ts')) continue;
        const imported = readFileSync(sources + file, 'utf8').matchAll(/\bfrom '([^'.][^']*)'/g);
        for (const [, name = ''] of imported) {
            const owner = name
                .split('/')
                .slice(0, name.startsWith('@') ? 2 : 1)
                .join('/');
            assert.ok(isBuiltin(name) || packages.has(owner), `${file} imports ${name}`);
        }
    }
    const docker = read('Dockerfile');
    const copied = [...docker.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) => paths.split(' '));
    const allowed = read('.dockerignore').split('\n');
    for (const path of copied) {
        assert.ok(existsSync(new URL(path, ROOT)), path);
        assert.ok(allowed.includes(`!${path}`), `${path} is not sent to the builder`);
    }
    assert.match(docker, /^USER node$/m);
    assert.match(docker, /^HEALTHCHECK /m);
});

test('the platform is given a configuration that is valid with what it sets, in a store that outlives the process', () => {
    const procfile = read('Procfile');
    const [, script = '', file = ''] = /node (\S+) serve --config (\S+)$/m.exec(procfile) ?? [];
    assert.ok(existsSync(new URL(script, ROOT)), script);
    const app = JSON.parse(read('app.json')) as { env: Record<string, unknown>; addons: string[] };
    const asked = Object.fromEntries(Object.keys(app.env).map((name) => [name, 'an-invented-value']));
    const set = [...procfile.matchAll(/(LANDED_\w+)=(\S+)/g)].map(([, name = '', value = '']) => [
        name,
        value
            .replaceAll('"', '')
            .replace('${DATABASE_URL}', 'postgres://user:word@db.example.com:5432/base')
            .replace('$PORT', '5000'),
    ]);
    const env: Record<string, string> = {
        ...{ ...asked, LANDED_PUBLIC_URL: 'https://relay.example.com' },
        ...(Object.fromEntries(set) as Record<string, string>), // the cast holds: pairs of texts
    };
    const config = parseConfig(JSON.parse(read(file)), env, fileURLToPath(new URL('config/', ROOT)));
    assert.deepEqual([config.listen.host, config.listen.port], ['0.0.0.0', 5_000]);
    assert.ok(config.store.kind === 'postgres' && config.store.address.tls === 'require');
    assert.ok(app.addons.some((name) => name.startsWith('heroku-postgresql')));
});

test('the unit starts the command that there is, and does not try again what cannot work', () => {
    const unit = read('deploy/landed.service');
    const [, script = ''] = /^ExecStart=\S+\/node (\S+) serve --config \S+$/m.exec(unit) ?? [];
    assert.ok(existsSync(new URL(script, ROOT)), script);
    const exit = /const EXIT_CONFIG = (\d+);/.exec(read('relay/src/main.ts'))?.[1];
    assert.match(unit, new RegExp(`^RestartPreventExitStatus=${exit}$`, 'm'));
});

test('every alarm to the operator and every kind of alert in the CRM is explained, with what to do', () => {
    const kinds = read('force-app/main/default/objects/Delivery_Alert__c/fields/Kind__c.field-meta.xml');
    const alerts = [...kinds.matchAll(/<fullName>([A-Z][\w ]+)<\/fullName>\s*<default>/g)].map(([, name]) => name);
    assert.ok(alerts.length > 10);
    const pages = read('docs/operating.md');
    for (const kind of [...alerts, ...ALARM_KINDS]) assert.ok(new RegExp(`^\\| .*_${kind}_`, 'm').test(pages), kind);
    const advice = read('force-app/main/default/objects/Delivery_Alert__c/fields/Advice__c.field-meta.xml');
    for (const kind of alerts) assert.ok(advice.includes(`"${kind}", "`), `${kind} has no advice`);
});

test("the relay's permission set lets it write every field of every record that it writes", () => {
    const path = 'force-app/main/default/permissionsets/Landed_Relay.permissionset-meta.xml';
    const editable = new Set(
        [...read(path).matchAll(/<editable>true<\/editable>\s*<field>([\w.]+)<\/field>/g)].map(([, field]) => field),
    );
    const place = { carrier: 'EE', country: 'GB', failureClass: 'Temporary', provider: 'acme' };
    const about = { ...place, subject: 'acme GB', campaignId: '701000000000001AAA', detail: 'd' };
    const incident = {
        ...about,
        kind: 'Failure Spike',
        since: 0,
        observed: 9,
        expected: 1,
        foundAt: 1,
        endedAt: 1,
    } as const;
    const sign = {
        ...about,
        id: 1,
        kind: 'Configuration',
        windowStart: 0,
        lastAt: 0,
        observed: 1,
        refusals: 0,
    } as const;
    const moment = {
        ...{
            now: 0,
            expectedBy: 0,
            oldestUnread: null,
            usage: null,
            forecasts: [],
            pace: null,
            calls: { urgent: 1, ordinary: 1 },
        },
        overrides: NO_OVERRIDES,
        counts: { unread: 0, unpublished: 0, inFlight: 0, dead: 0 },
        vitals: createVitals({ now: () => 0 }).read('main', [], []),
        reach: { turnedAwaySince: null, overShare: false, left: {} },
    };
    const written: readonly (readonly [string, object])[] = [
        ['Delivery_Alert__c', incidentRecord('s', incident)],
        ['Delivery_Alert__c', findingRecord('s', incident)],
        ['Delivery_Alert__c', alertRecord(sign)],
        ['Relay_Status__c', statusRecord('s', { everySeconds: 60, name: 'n', version: '1' }, moment)],
    ];
    // Required fields and an object's name are always writable, and a permission set must not list them.
    const always = new Set(['Name', 'Alert_Key__c', 'Kind__c', 'Relay_Key__c']);
    for (const [object, record] of written) {
        const fields = Object.keys(record).filter((field) => !always.has(field));
        assert.ok(fields.length > 5);
        for (const field of fields) assert.ok(editable.has(`${object}.${field}`), `${object}.${field}`);
    }
});
