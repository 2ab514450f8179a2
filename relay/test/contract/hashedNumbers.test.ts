/**
 * An org that is told no numbers: whatever the providers send, in each of their fixtures, with any number in it. Nothing
 * that leaves the reading of a report depends on the number but through the keyed hash.
 */
import { strict as assert } from 'node:assert';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { createNumberHash, isHash } from '../../src/core/hashedNumbers.ts';
import { emptyTracker, joinReports, rankOf } from '../../src/core/merge.ts';
import type { DeliveryReport, RawRequest } from '../../src/core/ports.ts';
import { makeReport } from '../../src/core/report.ts';
import { asAnswered } from '../../src/core/signature.ts';
import { snapshotOf } from '../../src/core/snapshot.ts';
import { parseRequest } from '../../src/worker/worker.ts';
import { holdsNumber } from '../support/holdsNumber.ts';
import { acceptedOf, PROVIDERS, RECEIVED_AT, requestOf } from './fixtures.ts';
import type { Fixture } from './fixtures.ts';

const KEY = 'an invented key of more than thirty-two bytes';
const numbers = createNumberHash(KEY);
/** Of the people in the fixtures, in the writing of the most providers. */
const FIXTURE_NUMBER = '447700900123';

/** Of one country, for that is told; and of nobody's in the fixtures but the person whose place they take. */
const aNumber = fc.integer({ min: 80_000, max: 89_999 }).map((rest) => `+4477009${rest}`);
const base64 = (digits: string): string => Buffer.from(digits).toString('base64');

/** The fixture's request as it would be to another number: in each writing, and in WhatsApp's message ids. */
function addressedTo(fixture: Fixture, number: string): RawRequest {
    const digits = number.slice(1);
    const change = (text: string): string =>
        text
            .replaceAll(FIXTURE_NUMBER, digits)
            .replaceAll(FIXTURE_NUMBER.slice(2), digits.slice(2))
            .replaceAll(base64(FIXTURE_NUMBER), base64(digits));
    const request = requestOf(fixture);
    return { ...request, url: change(request.url), body: Buffer.from(change(request.body.toString('utf8'))) };
}

const ALL = PROVIDERS.flatMap((adapter) => acceptedOf(adapter).map((fixture) => ({ adapter, fixture })));

function read({ adapter, fixture }: (typeof ALL)[number], number: string, hashed: boolean): DeliveryReport[] {
    const source = { adapter, org: 'main', ...(hashed ? { applied: numbers.report } : {}) };
    const request = asAnswered(addressedTo(fixture, number));
    const journalled = { id: 1, source: 'x/y', receivedAt: Date.parse(RECEIVED_AT), request };
    return parseRequest(journalled, new Map([['x/y', source]])).reports.map(({ report }) => report);
}

const withoutHashes = (text: string): string => text.replaceAll(/#[A-Za-z0-9_-]{43}/g, '#');

test('no report of any provider holds the number, in whichever writing, nor anything that depends on it but the hash', () => {
    fc.assert(
        fc.property(aNumber, aNumber, (one, other) => {
            let told = 0;
            for (const each of ALL) {
                const here = read(each, one, true);
                for (const report of here) {
                    const text = JSON.stringify(report);
                    assert.ok(!holdsNumber(text, one), `${each.fixture.name}: ${text}`);
                    if (isHash(report.recipient ?? '')) told += 1;
                }
                const there = read(each, other, true);
                assert.equal(withoutHashes(JSON.stringify(here)), withoutHashes(JSON.stringify(there)));
            }
            assert.ok(told > ALL.length / 2, `only ${told} reports were about a number`);
        }),
        { numRuns: 2, endOnFailure: true },
    );
});

test('the hash is the one that the package and its documentation name', () => {
    const expected = `#${createHmac('sha256', KEY).update('+447700900123').digest('base64url')}`;
    assert.equal(expected.length, 44);
    for (const written of ['+447700900123', '447700900123', '00447700900123', '+44 7700 900-123', expected])
        assert.equal(numbers.of(written), expected);
    assert.notEqual(createNumberHash(`${KEY}.`).of('+447700900123'), expected);
});

/** What the outcome of a message goes by must not be a tie: between equals a hash decides, with numbers as without. */
function hasTie(reports: readonly DeliveryReport[]): boolean {
    const marks = reports.map(({ status, channel, occurredAt }) => `${rankOf(status, channel)} ${occurredAt ?? ''}`);
    return new Set(marks).size < marks.length;
}

/** What a message's reports come to, without what names it, the person and the reports. */
function stateOf(reports: readonly DeliveryReport[]): object {
    const snapshot = snapshotOf(joinReports(emptyTracker(reports[0]?.messageKey ?? ''), reports));
    const { recipient } = snapshot;
    const person =
        recipient?.includes('@') === true || recipient === null
            ? recipient
            : numbers.address(recipient, snapshot.channel);
    return { ...snapshot, messageKey: '', history: '', recipient: person };
}

function byMessage(reports: readonly DeliveryReport[], nameOf: (report: DeliveryReport, index: number) => string) {
    const named = reports.map((report, index) => ({ name: nameOf(report, index), report }));
    return Map.groupBy(named, ({ name }) => name);
}

test('an org that is told no numbers ends with the same messages, in whichever order their reports came', () => {
    for (const adapter of PROVIDERS) {
        const own = ALL.filter((each) => each.adapter === adapter);
        const order = fc.shuffledSubarray(own, { minLength: Math.min(2, own.length) });
        fc.assert(
            fc.property(order, aNumber, (some, number) => {
                const plain = some.flatMap((each) => read(each, number, false));
                const hashed = some.flatMap((each) => read(each, number, true));
                assert.equal(plain.length, hashed.length);
                const byPlain = byMessage(plain, ({ messageKey }) => messageKey);
                const byHashed = byMessage(hashed, (_, index) => plain[index]?.messageKey ?? '');
                for (const [name, all] of byPlain) {
                    const reports = all.map(({ report }) => report);
                    const others = (byHashed.get(name) ?? []).map(({ report }) => report);
                    const key = new Set(others.map(({ messageKey }) => messageKey));
                    assert.equal(key.size, 1, 'one message stays one');
                    if (hasTie(reports)) continue;
                    assert.deepEqual(stateOf(others), stateOf(reports));
                }
            }),
            { numRuns: 4 },
        );
    }
});

test('the number goes out of every text of a report, however it is written there, and an email address stays', () => {
    const writings = [
        '+447700900123',
        '447700900123',
        '00447700900123',
        '07700900123',
        '7700 900 123',
        '+44 (0)7700-900123',
        '%2B447700900123',
    ];
    fc.assert(
        fc.property(fc.constantFrom(...writings), fc.constantFrom('', 'to ', 'x:'), (written, before) => {
            const words = `${before}${written}!`;
            const report = numbers.report(
                makeReport({
                    ...{ provider: 'acme', messageKey: `acme:a:${written}`, channel: 'SMS', receivedAt: RECEIVED_AT },
                    ...{ recipient: '+447700900123', eventId: words, part: words, rawStatus: words, code: words },
                    ...{
                        sender: words,
                        carrier: words,
                        purpose: words,
                        location: words,
                        recordId: '447700900123000AAA',
                    },
                }),
            );
            assert.ok(!holdsNumber(JSON.stringify(report), '+447700900123'), JSON.stringify(report));
            assert.equal(report.recordId, null);
            assert.equal(report.messageKey, `acme:a:${numbers.of('+447700900123')}`);
            assert.deepEqual(numbers.report(report), report);
        }),
    );
    const mail = makeReport({
        ...{ provider: 'acme', messageKey: 'acme:a/447700900123', channel: 'Email', receivedAt: RECEIVED_AT },
        recipient: '447700900123@example.org',
    });
    assert.equal(numbers.report(mail), mail);
});

test('what was known before is told without its number, and not at all where its key holds it', () => {
    const before = (messageKey: string) =>
        snapshotOf(
            joinReports(emptyTracker(messageKey), [
                makeReport({
                    ...{ provider: 'acme', messageKey, channel: 'SMS', receivedAt: RECEIVED_AT, status: 'Delivered' },
                    ...{ recipient: '+447700900123', rawStatus: 'sent to 447700900123' },
                }),
            ]),
        );
    const told = numbers.snapshot(before('acme:a'));
    assert.equal(told?.recipient, numbers.of('+447700900123'));
    assert.ok(!holdsNumber(JSON.stringify(told), '+447700900123'), JSON.stringify(told));
    assert.equal(numbers.snapshot(before('acme:a:447700900123')), null);
    assert.equal(numbers.snapshot(before(`acme:wamid.HBgM${base64('447700900123')}FQIAERgS`)), null);
});
