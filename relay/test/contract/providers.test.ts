import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readCodeTable } from '../../src/core/classify.ts';
import type { CodeClasses } from '../../src/core/classify.ts';
import { RelayError } from '../../src/core/errors.ts';
import type { ParsedElement, ProviderAdapter } from '../../src/core/ports.ts';
import type { DeliveryStatus } from '../../src/core/vocabulary.ts';
import { contextOf, fixtureFolders, fixturesOf, PROVIDERS, RECEIVED_AT, requestOf, settingsOf } from './fixtures.ts';
import type { Fixture } from './fixtures.ts';

/** An element as fixtures write it: a report without its nulls, or the reason why it was set aside. */
function written(element: ParsedElement): unknown {
    if (!element.ok) return { setAside: element.reason };
    return { report: Object.fromEntries(Object.entries(element.report).filter(([, value]) => value !== null)) };
}

function run(adapter: ProviderAdapter, fixture: Fixture): unknown {
    try {
        const verified = adapter.verify(requestOf(fixture), contextOf(fixture));
        if (verified.quarantined === true) return { quarantined: true };
        return { elements: adapter.parse(verified, { receivedAt: RECEIVED_AT }).map(written) };
    } catch (error) {
        if (error instanceof RelayError) return { error: error.code };
        throw error;
    }
}

function reportsOf(adapter: ProviderAdapter): readonly Readonly<Record<string, unknown>>[] {
    return fixturesOf(adapter.id).flatMap(({ expect }) =>
        'elements' in expect ? expect.elements.flatMap((element) => ('report' in element ? [element.report] : [])) : [],
    );
}

const isFailure = (status: DeliveryStatus | null): boolean =>
    ['Expired', 'Failed', 'Undelivered', 'Rejected'].includes(status ?? '');

function codesOf(adapter: ProviderAdapter): CodeClasses {
    const settings = settingsOf(adapter.id);
    if (settings !== null) return settings;
    const file = new URL(`../../src/providers/${adapter.id}.codes.json`, import.meta.url);
    return readCodeTable(JSON.parse(readFileSync(file, 'utf8')));
}

test('every provider has fixtures and a page, every fixture folder a provider, and ids are unique', () => {
    const ids = PROVIDERS.map(({ id }) => id);
    assert.deepEqual([...fixtureFolders()].sort(), [...ids].sort());
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) {
        const name = settingsOf(id) === null ? id : 'custom';
        const page = new URL(`../../../docs/providers/${name}.md`, import.meta.url);
        assert.ok(existsSync(page), `docs/providers/${name}.md is missing`);
    }
});

for (const adapter of PROVIDERS) {
    describe(adapter.label, () => {
        for (const fixture of fixturesOf(adapter.id)) {
            test(`${fixture.name}: ${fixture.why}`, () => {
                assert.deepEqual(run(adapter, fixture), fixture.expect);
            });
        }

        test('has a fixture for every status that it lists, and for one that it does not', () => {
            const shown = new Map(reportsOf(adapter).map((report) => [report['rawStatus'], report['status'] ?? null]));
            for (const [raw, status] of Object.entries(adapter.statuses)) assert.equal(shown.get(raw), status, raw);
            assert.ok([...shown.keys()].some((raw) => typeof raw === 'string' && !(raw in adapter.statuses)));
        });

        test('has a fixture for every failure class that its table can give', () => {
            const table = codesOf(adapter);
            const listed = Object.values(table.codes).flatMap((code) => (code.class === null ? [] : [code.class]));
            const shown = new Set(reportsOf(adapter).map((report) => report['failureClass']));
            // Where the status is the code there is no failure whose code is not listed.
            const named = Object.entries(adapter.statuses).every(
                ([raw, status]) => !isFailure(status) || raw in table.codes,
            );
            for (const failureClass of [...listed, ...Object.values(table.words), ...(named ? [] : ['Unknown'])]) {
                assert.ok(shown.has(failureClass), failureClass);
            }
        });

        test('never calls a failure permanent for its status word', () => {
            const words = reportsOf(adapter).filter((report) => report['failureClass'] === 'Permanent');
            for (const report of words) assert.ok(report['code'], String(report['rawStatus']));
        });

        test('takes any of several secrets, so that one can be rotated', () => {
            const accepted = fixturesOf(adapter.id).filter(({ expect }) => 'elements' in expect);
            for (const fixture of accepted) {
                const context = contextOf(fixture);
                for (const secrets of [
                    ['the next one', ...context.secrets],
                    [...context.secrets, 'the former one'],
                ]) {
                    assert.ok(adapter.verify(requestOf(fixture), { ...context, secrets }), fixture.name);
                }
            }
        });

        test('answers with success', () => {
            const [fixture = assert.fail()] = fixturesOf(adapter.id).filter(({ expect }) => 'elements' in expect);
            const answer = adapter.answer?.(adapter.verify(requestOf(fixture), contextOf(fixture)));
            assert.ok(answer === undefined || (answer.status >= 200 && answer.status < 300));
        });
    });
}
