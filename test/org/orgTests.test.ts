/** The org tests themselves: the local org agrees, a changed one does not, and an org that people work in is refused. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { createLocalOrg } from '#local-org';
import { CHECKS } from '../../scripts/orgTests/checks.ts';
import { UNDECIDED } from '../../scripts/orgTests/undecided.ts';
import { OrgPort } from '../../scripts/orgTests/orgPort.ts';
import { OrgRefused, checkOrg, exitCodeOf, outcomeTable, runChecks } from '../../scripts/orgTests/runChecks.ts';
import type { Check } from '../../scripts/orgTests/checks.ts';
import type { LocalOrg, LocalOrgOptions } from '#local-org';

const METADATA = path.join(import.meta.dirname, 'metadata');
const SCRIPT = path.join(import.meta.dirname, '../../scripts/org-tests.ts');

/** A project with nothing in it: what the tests need they deploy. */
const project = mkdtempSync(path.join(tmpdir(), 'landed-org-tests-'));
const running: LocalOrg[] = [];
before(() => {
    mkdirSync(path.join(project, 'force-app'));
    writeFileSync(path.join(project, 'sfdx-project.json'), '{"packageDirectories":[{"path":"force-app"}]}');
});
after(async () => {
    for (const org of running) await org.close();
    rmSync(project, { recursive: true });
});

async function start(options: Partial<LocalOrgOptions> = {}): Promise<LocalOrg> {
    const org = await createLocalOrg({ project, pubSub: false, ...options });
    running.push(org);
    return org;
}

const portOf = ({ url, accessToken }: LocalOrg): OrgPort => new OrgPort({ instanceUrl: url, accessToken });
const named = (id: string): Check[] => CHECKS.filter((check) => check.id === id);

test('the local org does all that the tests ask of an org, twice, and keeps none of their records', async () => {
    const org = await start();
    const port = portOf(org);
    for (const run of ['first', 'second']) {
        const outcomes = await runChecks(port, { run, metadata: METADATA });
        assert.equal(exitCodeOf(outcomes), 0, outcomeTable(outcomes));
        assert.equal(outcomes.length, CHECKS.length);
    }
    assert.deepEqual(await port.query('SELECT Id FROM Org_Probe__c'), []);
});

test('every check rests on a document and has an id of its own', () => {
    for (const { id, document } of CHECKS) assert.equal(new URL(document).protocol, 'https:', id);
    assert.equal(new Set(CHECKS.map(({ id }) => id)).size, CHECKS.length);
});

test('every assumption of the local org has the check that decides it, or the reason why there is none', () => {
    const source = readFileSync(path.join(import.meta.dirname, '../../local-org/src/assumptions.ts'), 'utf8');
    const assumed = [...source.matchAll(/^ {8}id: '([^']+)'/gm)].map(([, id = '']) => id);
    assert.ok(assumed.length > 50);
    const checks = new Set(CHECKS.map(({ id }) => id));
    const untold = assumed.filter((id) => checks.has(id) === (UNDECIDED[id] !== undefined));
    assert.deepEqual(untold, [], 'neither, or both');
    assert.deepEqual(
        Object.keys(UNDECIDED).filter((id) => !assumed.includes(id)),
        [],
        'no assumption any more',
    );
});

test('an org that allows more than the platform differs, and both answers are shown', async () => {
    const port = portOf(await start({ limits: { transaction: { queries: 1000, statements: 1000 } } }));
    const outcomes = await runChecks(port, { run: 'changed', metadata: METADATA, checks: named('limit-rolls-back') });
    assert.equal(exitCodeOf(outcomes), 1);
    assert.match(outcomeTable(outcomes), /limit-rolls-back {2}differs \(answered .*"left":151.*expected .*"left":0/);
    assert.match(outcomeTable(outcomes), /0 agree, 1 differ, 0 could not tell$/);
});

test('what an org cannot be asked is told apart from what it answers otherwise', async () => {
    const port = portOf(await start());
    const asks: Check = {
        ...{ id: 'nothing', says: 'asks for what is not there', document: 'https://example.com', expected: [] },
        observe: (org) => org.query('SELECT Id FROM Nothing__c'),
    };
    const outcomes = await runChecks(port, { run: 'unknown', metadata: METADATA, checks: [asks] });
    assert.equal(exitCodeOf(outcomes), 2);
    assert.match(outcomeTable(outcomes), /could not tell \(.*INVALID_TYPE/);
});

test('an org that is no sandbox is refused before anything is deployed, unless it is meant', async () => {
    const org = await start();
    await assert.rejects(checkOrg(portOf(org), false), OrgRefused);
    const refused = await script(org);
    assert.equal(refused.code, 3);
    assert.match(refused.said, /Developer Edition\) is no sandbox or scratch org\..* say --yes-this-org/);
    assert.equal(org.org.schema.object('Org_Probe__c'), undefined);
    const meant = await script(org, '--yes-this-org');
    assert.equal(meant.code, 0, meant.said);
    assert.match(meant.printed, new RegExp(`^${CHECKS.length} agree, 0 differ, 0 could not tell$`, 'm'));
});

interface Ended {
    readonly code: number;
    readonly printed: string;
    readonly said: string;
}

function script(org: LocalOrg, ...args: readonly string[]): Promise<Ended> {
    const env = { ...process.env, SF_ACCESS_TOKEN: org.accessToken };
    return new Promise((resolve) => {
        const command = [SCRIPT, '--instance-url', org.url, ...args];
        const child = execFile(process.execPath, command, { env }, (_error, printed, said) =>
            resolve({ code: child.exitCode ?? -1, printed, said }),
        );
    });
}
