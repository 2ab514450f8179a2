/** Rows that are tables of cases: their tests are run as they are, and counted. */
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import { runComponentTests } from '../../scripts/testing/components.ts';
import { extent, goal, law, none } from './row.ts';
import type { Length, Outcome, Row } from './row.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

interface Count {
    passed: number;
    failed: number;
    /** What the tests printed. */
    printed: string;
}

async function runFiles(files: readonly string[], names: readonly string[]): Promise<Count> {
    const count = { passed: 0, failed: 0, printed: '' };
    const options = { files: files.map((file) => path.join(ROOT, file)), cwd: ROOT, concurrency: 1 };
    const events = run(names.length === 0 ? options : { ...options, testNamePatterns: [...names] });
    events.on('test:pass', ({ details, skip, nesting, name }) => {
        const isFile = nesting === 0 && path.isAbsolute(name);
        if (details.type !== 'suite' && skip === undefined && !isFile) count.passed += 1;
    });
    events.on('test:fail', () => (count.failed += 1));
    events.on('test:stdout', ({ message }) => (count.printed += message));
    await finished(events.resume());
    return count;
}

const judged = ({ passed, failed }: Omit<Count, 'printed'>, least: number): Outcome => ({
    lines: [none('failed', failed), law('cases', passed, 'at least', least)],
});

/** `names` leaves out the other tests of the files. */
const fileRow = (
    row: Omit<Row, 'run'>,
    files: readonly string[],
    least: number,
    names: readonly string[] = [],
): Row => ({
    ...row,
    run: async () => judged(await runFiles(files, names), least),
});

export const wrongSignatures = fileRow(
    {
        id: 'R18',
        title: 'signatures of the wrong form',
        passLine: 'wrong length, alphabet, repeated header, missing prefix: always 401',
        test: 'relay/test/contract/hostile.test.ts › a signature without its prefix',
    },
    ['relay/test/contract/hostile.test.ts'],
    600,
);

export const redirects = fileRow(
    {
        id: 'R19',
        title: 'nobody leads the relay elsewhere',
        passLine:
            'redirects of the org, of the log-in and of the examination are not followed; an instance is https or this machine',
        test: 'relay/test/e2e/outages.test.ts › a redirect is never followed',
    },
    ['relay/test/e2e/outages.test.ts', 'relay/test/service/signIn.test.ts', 'relay/test/service/checkup.test.ts'],
    4,
    ['redirect', 'instance is not https'],
);

/** Pages that show what a provider or a person wrote. */
const COMPONENTS = ['deliveryAlerts', 'errorPanel', 'csvText', 'messageDrill'];

export const pages: Row = {
    id: 'R22',
    title: 'provider text on pages and in CSV',
    passLine: 'no element is made of it; no cell of a CSV file is a formula',
    test: 'relay/test/e2e/export.test.ts › every message of the range is a row with the fields of the CRM, and none is a formula',
    async run() {
        const files = COMPONENTS.map((name) => `force-app/main/default/lwc/${name}/__tests__/${name}.test.ts`);
        const components = await runComponentTests(ROOT, 'ts', files);
        const exported = await runFiles(['relay/test/e2e/export.test.ts'], ['none is a formula']);
        const { passed, failed } = components;
        return judged({ passed: passed + exported.passed, failed: failed + exported.failed }, 20);
    },
};

const REPLACEMENTS: Readonly<Record<Length, number>> = { short: 2, long: 10, full: 50 };

export const replacement: Row = {
    id: 'R24',
    title: 'relays replaced one by one',
    passLine: 'SIGTERM under load 50 times, two relays behind a balancer: 0 refused, 0 lost, each ends within 10 s',
    test: 'relay/test/e2e/severalRelays.test.ts › relays are replaced one by one under load: no call is refused, nothing is lost',
    async run({ length }) {
        process.env['LANDED_REPLACEMENTS'] = String(REPLACEMENTS[length]);
        const { failed, printed } = await runFiles(['relay/test/e2e/severalRelays.test.ts'], ['replaced one by one']);
        const said = /R24.*: (\d+) replaced, (\d+) accepted, (\d+) refused.* longest end (\d+) ms/.exec(printed);
        const [replaced = 0, accepted = 0, refused = 0, longest = 0] = (said ?? []).slice(1).map(Number);
        return {
            lines: [
                none('failed', failed),
                extent('replaced', replaced, REPLACEMENTS.full),
                law('reports accepted', accepted, 'at least', 1),
                none('refused', refused),
                goal(
                    'ended within, longest',
                    longest / 1_000,
                    'at most',
                    10,
                    's',
                    'six callers, PostgreSQL and both relays share the machine',
                ),
            ],
        };
    },
};
