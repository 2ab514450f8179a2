/** What every store engine promises of the turns in which orgs are read. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JournalledRequest, Store, Unread } from '../../src/core/store.ts';
import { NOW, requestOf, storeForEachTest, WINDOWS } from './fixtures.ts';
import type { Engine } from './fixtures.ts';

const ORGS = { 'acme/big': 'big', 'beta/big': 'big', 'acme/small': 'small', 'beta/other': 'other' } as const;
const SOURCES = Object.keys(ORGS) as (keyof typeof ORGS)[]; // the cast holds: those are its names

type Step = { readonly append: string; readonly bytes: number } | { readonly read: number } | 'restart' | 'purge';

const steps = fc.array(
    fc.oneof(
        {
            weight: 6,
            arbitrary: fc.record({ append: fc.constantFrom('acme/gone', ...SOURCES), bytes: fc.nat({ max: 60 }) }),
        },
        { weight: 3, arbitrary: fc.record({ read: fc.integer({ min: 1, max: 6 }) }) },
        { weight: 1, arbitrary: fc.constantFrom('restart' as const, 'purge' as const) },
    ),
    { maxLength: 60 },
);
const BYTES = 100;
const sorted = (unread: readonly Unread[]): Unread[] => unread.toSorted((a, b) => (a.source < b.source ? -1 : 1));

export function turnSuite(name: string, createEngine: () => Engine, runs: number): void {
    let store: Store;
    const reopen = storeForEachTest(createEngine, (opened) => (store = opened));
    const append = (source: string, body: string): Promise<void> =>
        store.append(requestOf(Buffer.from(body), NOW, source));
    const textOf = ({ request }: JournalledRequest): string => request.body.toString();
    const consume = (requests: readonly JournalledRequest[]) =>
        store.consume({ requests, reports: [], dead: [], windows: WINDOWS, now: NOW });

    test(`${name}: an org that waits with little is read at once, however much another waits with`, async () => {
        for (let index = 0; index < 40; index += 1) await append('acme/big', `big ${index}`);
        await append('acme/small', 'small');
        await append('beta/other', 'other');
        const read = await store.nextRequests({ limit: 10, orgs: ORGS });
        const rest = Array.from({ length: 8 }, (_, index) => `big ${index}`);
        assert.deepEqual(read.map(textOf), [...rest, 'small', 'other'], 'what they leave belongs to the large one');
        await consume(read);
        assert.equal((await store.nextRequests({ limit: 1, orgs: ORGS })).map(textOf)[0], 'big 8');
    });

    test(`${name}: the sources of an org have one turn together, the oldest request first`, async () => {
        for (let index = 0; index < 20; index += 1) {
            await append('acme/big', `acme ${index}`);
            await append('beta/big', `beta ${index}`);
        }
        for (let index = 0; index < 20; index += 1) await append('acme/small', `small ${index}`);
        const read = (await store.nextRequests({ limit: 8, orgs: ORGS })).map(textOf);
        assert.deepEqual(read.slice(0, 4), ['acme 0', 'beta 0', 'acme 1', 'beta 1']);
        assert.deepEqual(
            read.slice(4),
            Array.from({ length: 4 }, (_, index) => `small ${index}`),
        );
    });

    test(`${name}: a request that fills a reading by itself is read in its turn`, async () => {
        await append('acme/big', 'x'.repeat(3 * BYTES));
        for (let index = 0; index < 50; index += 1) await append('acme/small', `small ${index}`);
        let readings = 0;
        for (let found = false; !found; readings += 1) {
            const read = await store.nextRequests({ limit: 5, bytes: BYTES, orgs: ORGS });
            found = read.some(({ source }) => source === 'acme/big');
            await consume(read);
        }
        assert.ok(readings <= 2, `${readings} readings`);
    });

    test(`${name}: in any order of arrivals, readings and restarts each request is read once, each source in order`, () =>
        fc.assert(
            fc.asyncProperty(steps, async (all: readonly Step[]) => {
                const waiting = new Map<string, string[]>();
                let given = 0;
                const read = async (limit: number): Promise<number> => {
                    const requests = await store.nextRequests({ limit, bytes: BYTES, orgs: ORGS });
                    for (const request of requests) {
                        assert.equal(textOf(request), waiting.get(request.source)?.shift(), request.source);
                    }
                    await consume(requests);
                    return requests.length;
                };
                for (const step of all) {
                    if (step === 'restart') await reopen();
                    else if (step === 'purge') await store.purge(NOW + 1, 1_000);
                    else if ('read' in step) await read(step.read);
                    else {
                        const body = `${(given += 1)} ${'x'.repeat(step.bytes)}`;
                        await append(step.append, body);
                        waiting.set(step.append, [...(waiting.get(step.append) ?? []), body]);
                    }
                    const left = [...waiting].flatMap(([source, { length }]) =>
                        length === 0 ? [] : [{ source, requests: length }],
                    );
                    const counted = await store.unreadBySource();
                    assert.deepEqual(sorted(counted), sorted(left));
                    assert.equal(await store.unread(), [...waiting.values()].flat().length);
                }
                while ((await read(4)) > 0);
                assert.deepEqual([...waiting.values()].flat(), []);
                assert.deepEqual([await store.oldestUnread(), await store.unreadBySource()], [{}, []]);
            }),
            { numRuns: runs },
        ));
}
