import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { leavesOf } from '../../src/cli/auditing.ts';
import { readCodeTable } from '../../src/core/classify.ts';
import type { CodeClasses, CodeTable } from '../../src/core/classify.ts';
import { RelayError } from '../../src/core/errors.ts';
import type {
    DeliveryReport,
    ParsedElement,
    ProviderAdapter,
    RawRequest,
    VerifiedRequest,
} from '../../src/core/ports.ts';
import { overriding, readOverrides } from '../../src/core/codeOverrides.ts';
import { makeReport } from '../../src/core/report.ts';
import type { DeliveryStatus } from '../../src/core/vocabulary.ts';
import {
    acceptedOf,
    contextOf,
    fixtureFolders,
    fixturesOf,
    PROVIDERS,
    RECEIVED_AT,
    requestOf,
    settingsOf,
} from './fixtures.ts';
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

/** None when the whole request is refused: then that has its reason. */
function elementsOf(adapter: ProviderAdapter, request: RawRequest): readonly ParsedElement[] {
    try {
        return adapter.parse(request as VerifiedRequest, { receivedAt: RECEIVED_AT });
    } catch (error) {
        assert.ok(error instanceof RelayError && error.message !== '', String(error));
        return [];
    }
}

/**
 * Their reports may come without a time: BSR leaves out what has not happened, Kannel sends what `dlr-url` names,
 * The SMS Works has a second time that proves the report whole, Twilio's calls have it in some events.
 */
const TIME_OPTIONAL = new Set(['bsr', 'kannel', 'smsworks', 'twilio-voice']);

/** What a report has to have: a person's own message may come without a time, a status only where its provider gives none. */
function lackingIn(report: DeliveryReport, before: ParsedElement | undefined): readonly string[] {
    const { provider, messageKey, recipient, rawStatus, engagement, status, occurredAt } = report;
    const timed = before?.ok === true && before.report.status === status && before.report.occurredAt !== null;
    return Object.entries({
        provider,
        messageKey,
        recipient,
        status: rawStatus ?? engagement,
        time: status !== null && timed && !TIME_OPTIONAL.has(provider) ? occurredAt : 'none asked',
    }).flatMap(([name, value]) => ((value ?? '') === '' ? [name] : []));
}

const isFailure = (status: DeliveryStatus | null): boolean =>
    ['Expired', 'Failed', 'Undelivered', 'Rejected'].includes(status ?? '');

function tableOf(id: string): CodeTable {
    const file = new URL(`../../src/providers/${id}.codes.json`, import.meta.url);
    return readCodeTable(JSON.parse(readFileSync(file, 'utf8')));
}

const codesOf = ({ id }: ProviderAdapter): CodeClasses => settingsOf(id) ?? tableOf(id);

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

/** What vendors call a number that was disconnected, given back, or never one for messages. */
const DEAD_NUMBER =
    /unallocat|deactivat|does not exist|not assigned|disconnected|landline|not a mobile|unknown subscriber|no such mailbox/i;
/** Of the sender, or only perhaps. */
const NOT_OF_THE_NUMBER = new Set(['bandwidth 4405', 'twilio 30003', 'postmark ManuallyDeactivated']);

test('a number that was disconnected, or is none for messages, is permanent whoever says so; a ported one is what its vendor says', () => {
    const of = (cause: RegExp): string[] =>
        PROVIDERS.filter(({ id }) => settingsOf(id) === null).flatMap(({ id }) =>
            Object.entries(tableOf(id).codes)
                .filter(([code, { meaning }]) => cause.test(meaning) && !NOT_OF_THE_NUMBER.has(`${id} ${code}`))
                .map(([code, { class: failureClass }]) => `${id} ${code}: ${String(failureClass)}`),
        );
    const dead = of(DEAD_NUMBER);
    assert.ok(dead.length >= 10, dead.join(', '));
    for (const said of dead) assert.match(said, /: Permanent$/);
    // Vonage repeats what a problem with porting stopped. Where a vendor means that the number is gone, a record says so.
    assert.deepEqual(of(/\b(?:ported|portability)\b/i), ['vonage-messages 1200: Temporary', 'vonage-sms 5: Temporary']);
    const ported = makeReport({
        ...{ provider: 'vonage-sms', messageKey: 'vonage-sms:1', channel: 'SMS', status: 'Undelivered', code: '5' },
        ...{ failureClass: 'Temporary', receivedAt: RECEIVED_AT },
    });
    const rows = [{ DeveloperName: 'A', Provider__c: 'vonage-sms', Code__c: '5', Failure_Class__c: 'Permanent' }];
    const read = overriding(readOverrides(rows, new Set(['vonage-sms'])));
    assert.equal(read(ported).failureClass, 'Permanent');
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

        test('sets aside with its reason what has no id, no number, no status, or not the time that it should have', () => {
            for (const fixture of acceptedOf(adapter)) {
                const request = requestOf(fixture);
                const whole = elementsOf(adapter, request);
                for (const leaf of leavesOf(request)) {
                    elementsOf(adapter, leaf.removed()).forEach((element, index) => {
                        const place = `${fixture.name}: ${leaf.path}`;
                        if (!element.ok) assert.notEqual(element.reason, '', place);
                        else assert.deepEqual(lackingIn(element.report, whole[index]), [], place);
                    });
                }
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
