/** What the local org cannot do it refuses by name; it never answers such a request with an empty success. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { ROOT, scratch, startOrg, type RunningOrg } from '../support/landed.ts';
import { CALLS, FLOWS_REFUSED, QUERIES } from '../support/unsupported.ts';
import { BULK, GRAPHQL, HEADERS, INSIDE } from '../support/unsupportedRequests.ts';

let org: RunningOrg;
before(async () => {
    org = await startOrg();
    await org.client.create('Contact', [{ LastName: 'Invented' }]);
});
after(() => org.stop());

function assertRefused(what: string, name: RegExp, answer: { status: number; json: unknown }): void {
    const body = JSON.stringify(answer.json);
    assert.ok(answer.status >= 400, `${what} was answered ${answer.status}: ${body}`);
    assert.match(body, name, `${what} was refused without its name`);
    assert.match(body, /"errorCode":"[A-Z_]+"/, `${what} was refused without an error code`);
}

test('unsupported queries are refused by the name of what is unsupported', async (t) => {
    for (const { text: soql, name } of QUERIES) {
        const answer = await org.client.call('GET', `/services/data/v67.0/query?q=${encodeURIComponent(soql)}`);
        assertRefused(soql, name, answer);
    }
    t.diagnostic(`${QUERIES.length} unsupported queries refused by name`);
});

test('unsupported resources are refused by name', async (t) => {
    for (const { method, text: address, name } of CALLS) {
        const answer = await org.client.call(method, address, method === 'GET' ? undefined : {});
        assertRefused(`${method} ${address}`, name, answer);
    }
    t.diagnostic(`${CALLS.length} unsupported calls refused by name`);
});

test('unsupported parts of GraphQL are refused by name, without data', async (t) => {
    for (const { text: query, name } of GRAPHQL) {
        const { json } = await org.client.call('POST', '/services/data/v67.0/graphql', { query });
        const { data, errors } = json as { data: unknown; errors: { message: string }[] };
        assert.equal(data, null, query);
        assert.match(errors[0]?.message ?? '', name, query);
    }
    t.diagnostic(`${GRAPHQL.length} parts of GraphQL refused by name`);
});

for (const [area, requests] of Object.entries({
    'bulk jobs': BULK,
    'requests in requests': INSIDE,
    headers: HEADERS,
})) {
    test(`unsupported ${area} are refused by name`, async (t) => {
        for (const { text: what, path: address, body, headers, name } of requests) {
            const { json } = await org.client.call('POST', address, body, headers);
            assert.match(JSON.stringify(json), /"errorCode":"UNSUPPORTED_BY_LOCAL_ORG"/, what);
            assert.match(JSON.stringify(json), name, what);
        }
        t.diagnostic(`${requests.length} unsupported ${area} refused by name`);
    });
}

test('unsupported flow elements and functions stop the start, each with its file and name', async (t) => {
    const { directory, remove } = await scratch();
    t.after(remove);
    const flows = path.join(directory, 'force-app/main/default/flows');
    await mkdir(flows, { recursive: true });
    await writeFile(
        path.join(directory, 'sfdx-project.json'),
        JSON.stringify({ packageDirectories: [{ path: 'force-app', default: true }], sourceApiVersion: '67.0' }),
    );
    for (const { fullName, xml } of FLOWS_REFUSED) {
        await writeFile(path.join(flows, `${fullName}.flow-meta.xml`), xml);
    }
    const child = spawn(process.execPath, [
        path.join(ROOT, 'local-org/src/main.ts'),
        ...['serve', '--project', directory, '--port', '0'],
    ]);
    const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    assert.equal(child.exitCode, 1, said);
    const lines = `${said}\n${complained}`.split('\n');
    for (const { fullName, name, owner } of FLOWS_REFUSED) {
        const line = lines.find((each) => each.includes(`${fullName}.flow-meta.xml`));
        assert.ok(line, `${fullName} was not refused:\n${complained.slice(0, 2000)}`);
        assert.match(line, name);
        assert.match(line, owner);
    }
    t.diagnostic(`${FLOWS_REFUSED.length} flows with an unsupported part refused by name`);
});

/** What kind of thing each area refuses; whoever supports or finds something in one of them changes its list alone. */
const AREAS = {
    queries: QUERIES.map(({ text: what }) => what),
    'REST resources': CALLS.map(({ method, text: what }) => `${method} ${what}`),
    GraphQL: GRAPHQL.map(({ text: what }) => what),
    'bulk jobs': BULK.map(({ text: what }) => what),
    'requests in requests': INSIDE.map(({ text: what }) => what),
    headers: HEADERS.map(({ text: what }) => what),
    'parts of flows': FLOWS_REFUSED.map(({ xml }) => xml),
} as const;

test('at least 500 different things are refused', (t) => {
    const counts = Object.entries(AREAS).map(([area, things]) => [area, new Set(things).size] as const);
    const all = counts.reduce((sum, [, count]) => sum + count, 0);
    assert.ok(all >= 500, `only ${all}`);
    for (const [area, count] of counts) t.diagnostic(`${count} ${area} refused by name`);
    t.diagnostic(`${all} unsupported things refused by name`);
});
