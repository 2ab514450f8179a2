import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { emptyTracker, joinReports, joinTrackers, rankOf, reportKey } from '../../src/core/merge.ts';
import type { Tracker } from '../../src/core/merge.ts';
import type { DeliveryReport } from '../../src/core/ports.ts';
import { makeReport, unconfirmedReport } from '../../src/core/report.ts';
import { snapshotOf, trackerOfSnapshot } from '../../src/core/snapshot.ts';
import type { Engagement } from '../../src/core/vocabulary.ts';
import { ALL_STATUSES, MESSAGE_KEY, report, reports } from './reportArbitrary.ts';

const empty = emptyTracker(MESSAGE_KEY);
const track = (...all: readonly DeliveryReport[]): Tracker => joinReports(empty, all);
const RUNS = { numRuns: 500 };

const at = (minute: number): string => `2026-07-17T12:${String(minute).padStart(2, '0')}:00.000Z`;
const plain = (facts: Partial<DeliveryReport>): DeliveryReport =>
    makeReport({ provider: 'acme', messageKey: MESSAGE_KEY, channel: 'SMS', receivedAt: at(59), ...facts });

describe('the join of trackers', () => {
    test('is commutative', () => {
        fc.assert(
            fc.property(reports, reports, (left, right) => {
                assert.deepEqual(
                    joinTrackers(track(...left), track(...right)),
                    joinTrackers(track(...right), track(...left)),
                );
            }),
            RUNS,
        );
    });

    test('is associative', () => {
        fc.assert(
            fc.property(reports, reports, reports, (one, two, three) => {
                const [a, b, c] = [track(...one), track(...two), track(...three)];
                assert.deepEqual(joinTrackers(joinTrackers(a, b), c), joinTrackers(a, joinTrackers(b, c)));
            }),
            RUNS,
        );
    });

    test('is idempotent, and the empty tracker is its neutral element', () => {
        fc.assert(
            fc.property(reports, (all) => {
                const tracker = track(...all);
                assert.deepEqual(joinTrackers(tracker, tracker), tracker);
                assert.deepEqual(joinTrackers(tracker, empty), tracker);
                assert.deepEqual(joinTrackers(empty, tracker), tracker);
            }),
            RUNS,
        );
    });

    test('any order, repetition and grouping gives one tracker, sources included, and one snapshot', () => {
        const cases = reports.chain((all) =>
            fc.tuple(
                fc.constant(all),
                fc.array(fc.array(fc.nat(all.length - 1), { minLength: 1, maxLength: 6 }), { maxLength: 6 }),
                fc.shuffledSubarray(all, { minLength: all.length }),
            ),
        );
        fc.assert(
            fc.property(cases, ([all, groups, shuffled]) => {
                const expected = track(...all);
                const grouped = groups.map((group) => track(...group.map((index) => all[index] ?? assert.fail())));
                const actual = [...grouped, track(...shuffled)].reduceRight(joinTrackers);
                assert.equal(JSON.stringify(actual), JSON.stringify(expected));
                assert.equal(JSON.stringify(snapshotOf(actual)), JSON.stringify(snapshotOf(expected)));
            }),
            RUNS,
        );
    });

    test('survives a round through JSON', () => {
        fc.assert(
            fc.property(reports, (all) => {
                const tracker = track(...all);
                assert.deepEqual(JSON.parse(JSON.stringify(tracker)), tracker);
            }),
            RUNS,
        );
    });

    test('refuses trackers of different messages', () => {
        assert.throws(() => joinTrackers(empty, emptyTracker('acme:m-2')), { name: 'AssertionError' });
    });
});

describe('the snapshot, against a plain reading of the rules', () => {
    /** The rules of docs/architecture.md, said without a join: sort all reports, take the first that has the field. */
    const ranked = (all: readonly DeliveryReport[]): DeliveryReport[] =>
        [...all].sort(
            (a, b) =>
                rankOf(b.status, b.channel) - rankOf(a.status, a.channel) ||
                (b.occurredAt ?? '').localeCompare(a.occurredAt ?? '') ||
                (reportKey(a) < reportKey(b) ? -1 : 1),
        );
    /** The CRM keeps no more of a time. */
    const seconds = (time: string | null): string | null => time?.replace(/\.\d+Z$/, '.000Z') ?? null;
    const distinct = fc.uniqueArray(report, { minLength: 1, maxLength: 8, selector: reportKey });

    test('status, class, code, confidence and status time are those of the highest report, together', () => {
        fc.assert(
            fc.property(distinct, (all) => {
                const [top = assert.fail()] = ranked(all);
                const snapshot = snapshotOf(track(...all));
                const success = top.status === 'Delivered';
                assert.deepEqual(
                    [snapshot.status, snapshot.statusAt, snapshot.providerStatus, snapshot.errorCode],
                    [top.status, seconds(top.occurredAt), top.rawStatus, top.code],
                );
                assert.deepEqual(
                    [snapshot.failureClass, snapshot.permanentEvidence, snapshot.deliveryConfidence],
                    [success ? null : top.failureClass, success ? null : top.permanentEvidence, top.confidence],
                );
                assert.equal(snapshot.statusReceivedAt, seconds(top.receivedAt));
            }),
            RUNS,
        );
    });

    test('every other field is that of the highest report which has it', () => {
        const names = [
            'recipient',
            'sender',
            'carrier',
            'country',
            'segments',
            'price',
            'recordId',
            'purpose',
        ] as const;
        fc.assert(
            fc.property(distinct, (all) => {
                const snapshot = snapshotOf(track(...all));
                for (const name of names) {
                    const having = ranked(all).find((each) => each[name] !== null && each[name] !== '');
                    const value = having?.[name] ?? null;
                    assert.equal(
                        snapshot[name],
                        name === 'price' && value !== null ? String(Number(value)) : value,
                        name,
                    );
                }
            }),
            RUNS,
        );
    });

    test('every stage time and the receipt are the earliest', () => {
        fc.assert(
            fc.property(distinct, (all) => {
                const snapshot = snapshotOf(track(...all));
                const least = (times: readonly (string | null)[]): string | null =>
                    seconds(times.filter((time) => time !== null).sort()[0] ?? null);
                const stage = (status: string, stated: 'sentAt' | 'deliveredAt'): string | null =>
                    least(
                        all.map((each) => {
                            if (each[stated] !== null) return each[stated];
                            return each.status === status ? (each.occurredAt ?? each.receivedAt) : null;
                        }),
                    );
                assert.equal(snapshot.sentAt, stage('Sent', 'sentAt'));
                assert.equal(snapshot.deliveredAt, stage('Delivered', 'deliveredAt'));
                assert.equal(snapshot.receivedAt, least(all.map((each) => each.receivedAt)));
            }),
            RUNS,
        );
    });

    test('of each word of consent the latest that the provider dates stands, else the earliest receipt', () => {
        fc.assert(
            fc.property(distinct, (all) => {
                const snapshot = snapshotOf(track(...all));
                const standing = (said: (each: DeliveryReport) => boolean): string | null => {
                    const saying = all.filter(said);
                    const dated = saying.map(({ occurredAt }) => occurredAt).filter((time) => time !== null);
                    const received = saying.map(({ receivedAt }) => receivedAt);
                    return seconds(dated.sort().at(-1) ?? received.sort()[0] ?? null);
                };
                const refuses = ({ engagement, failureClass, status }: DeliveryReport): boolean =>
                    engagement === 'Opted Out' || (failureClass === 'Opted Out' && status !== 'Delivered');
                assert.equal(snapshot.optedOutAt, standing(refuses));
                assert.equal(
                    snapshot.optedInAt,
                    standing(({ engagement }) => engagement === 'Opted In'),
                );
                assert.equal(
                    snapshot.complainedAt,
                    standing(({ engagement }) => engagement === 'Complained'),
                );
            }),
            RUNS,
        );
    });

    test('the history has one line for each distinct report', () => {
        fc.assert(
            fc.property(distinct, (all) => {
                assert.equal(snapshotOf(track(...all, ...all)).history?.split('\n').length, all.length);
            }),
            RUNS,
        );
    });

    test('a row of the CRM lifts back into a tracker that says the same', () => {
        fc.assert(
            fc.property(reports, (all) => {
                const tracker = track(...all);
                const row = trackerOfSnapshot(snapshotOf(tracker));
                assert.deepEqual(snapshotOf(row), snapshotOf(tracker));
                assert.deepEqual(snapshotOf(joinTrackers(tracker, row)), snapshotOf(tracker));
            }),
            RUNS,
        );
    });

    test('two relays that each read the other’s row agree on the outcome, and stop', () => {
        // A row has one channel, which decides the rank of Undelivered; so has every message of a provider. What has no
        // status has no class either (classify.ts): without that a row could not tell which of two dated its opt-out.
        const oneChannel = distinct.map((all) =>
            all.map((each) => ({
                ...{ ...each, channel: all[0]?.channel ?? 'SMS' },
                failureClass: each.status === null ? null : each.failureClass,
            })),
        );
        fc.assert(
            fc.property(oneChannel, fc.nat(8), (all, cut) => {
                let ours = track(...all.slice(0, cut));
                let theirs = track(...all.slice(cut));
                for (let round = 0; round < 2; round += 1) {
                    ours = joinTrackers(ours, trackerOfSnapshot(snapshotOf(theirs)));
                    theirs = joinTrackers(theirs, trackerOfSnapshot(snapshotOf(ours)));
                }
                assert.deepEqual(snapshotOf(ours), snapshotOf(theirs));
                const { status, statusAt, errorCode, history } = snapshotOf(track(...all));
                const joined = snapshotOf(ours);
                if (status !== null) {
                    assert.deepEqual([joined.status, joined.statusAt, joined.errorCode], [status, statusAt, errorCode]);
                }
                assert.equal(joined.history?.split('\n').length, history?.split('\n').length);
            }),
            RUNS,
        );
    });

    test('nothing that a person says is lost or dated anew between two relays', () => {
        // Words stand alone, as providers report them: a history names a report by its status, else by its word.
        const words = distinct.map((all) =>
            all.map((each) => ({ ...each, status: null, failureClass: null, rawStatus: `word ${each.engagement}` })),
        );
        const said = (tracker: Tracker): unknown[] => {
            const { optedOutAt, optedInAt, complainedAt } = snapshotOf(tracker);
            return [optedOutAt, optedInAt, complainedAt];
        };
        fc.assert(
            fc.property(words, fc.nat(8), (all, cut) => {
                const [ours, theirs] = [track(...all.slice(0, cut)), track(...all.slice(cut))];
                const read = trackerOfSnapshot(snapshotOf(theirs));
                assert.deepEqual(said(joinTrackers(ours, read)), said(track(...all)));
            }),
            RUNS,
        );
    });

    test('two relays agree on unlisted statuses of one second, whose fraction only the history tells', () => {
        const at = (millis: string): string => `2026-07-17T12:05:01.${millis}Z`;
        const [ours, theirs] = (['000', '500'] as const).map((millis) =>
            track(plain({ rawStatus: `word ${millis}`, occurredAt: at(millis), receivedAt: at(millis) })),
        ) as [Tracker, Tracker]; // one for each of the two
        const joined = joinTrackers(ours, trackerOfSnapshot(snapshotOf(theirs)));
        assert.deepEqual(snapshotOf(joined), snapshotOf(joinTrackers(theirs, trackerOfSnapshot(snapshotOf(ours)))));
        assert.equal(snapshotOf(joined).providerStatus, 'word 500');
    });

    test('it says no more than a row of the CRM can hold', () => {
        const snapshot = snapshotOf(
            track(plain({ status: 'Delivered', occurredAt: '2026-07-17T12:05:03.999Z', price: '0.12345678' })),
        );
        assert.equal(snapshot.statusAt, '2026-07-17T12:05:03.000Z');
        assert.equal(snapshot.deliveredAt, '2026-07-17T12:05:03.000Z');
        assert.equal(snapshot.price, '0.123457');
        assert.equal(snapshotOf(track(plain({ price: '0.0100' }))).price, '0.01');
    });
});

describe('what stands', () => {
    const outcome = (...all: readonly DeliveryReport[]): readonly (string | null)[] => {
        const { status, failureClass, errorCode } = snapshotOf(track(...all));
        return [status, failureClass, errorCode];
    };
    const failed = plain({ status: 'Undelivered', failureClass: 'Permanent', permanentEvidence: 1, code: '30005' });

    test('a late success replaces a failure and carries no class', () => {
        assert.deepEqual(outcome(plain({ status: 'Delivered', failureClass: 'Permanent' }), failed), [
            'Delivered',
            null,
            null,
        ]);
    });

    test('a failure never replaces a success, whatever its time', () => {
        const delivered = plain({ status: 'Delivered', occurredAt: at(1) });
        assert.equal(outcome(delivered, plain({ ...failed, occurredAt: at(50) }))[0], 'Delivered');
    });

    test('an email may bounce after it was delivered; a text message may not', () => {
        const email = { channel: 'Email' } as const;
        assert.equal(
            outcome(plain({ ...email, status: 'Delivered' }), plain({ ...failed, ...email }))[0],
            'Undelivered',
        );
        assert.equal(outcome(plain({ status: 'Delivered' }), failed)[0], 'Delivered');
    });

    test('a status nobody has listed changes none and stays in the history', () => {
        const unlisted = plain({ rawStatus: 'teleported', code: '7', occurredAt: at(50) });
        const snapshot = snapshotOf(track(plain({ status: 'Sent', rawStatus: 'sent' }), unlisted));
        assert.deepEqual([snapshot.status, snapshot.providerStatus, snapshot.errorCode], ['Sent', 'sent', null]);
        assert.match(snapshot.history ?? '', /\| - \| teleported \| 7 \|/);
    });

    test('engagement gives a time and no status', () => {
        const snapshot = snapshotOf(track(plain({ engagement: 'Read', rawStatus: 'read', occurredAt: at(5) })));
        assert.deepEqual([snapshot.status, snapshot.readAt, snapshot.deliveredAt], [null, at(5), null]);
    });

    test('an opt-out told by a failure stays when the message is delivered after all', () => {
        const refused = plain({ status: 'Undelivered', failureClass: 'Opted Out', code: '21610', occurredAt: at(1) });
        const snapshot = snapshotOf(track(refused, plain({ status: 'Delivered', occurredAt: at(2) })));
        assert.deepEqual([snapshot.status, snapshot.failureClass, snapshot.optedOutAt], ['Delivered', null, at(1)]);
    });

    test('a person may refuse, agree and refuse again on one mail; a copy received later makes no word newer', () => {
        const said = (engagement: Engagement, minute: number): DeliveryReport =>
            plain({ channel: 'Email', engagement, rawStatus: engagement, occurredAt: at(minute) });
        const words = [said('Opted Out', 1), said('Opted In', 2), said('Opted Out', 3), said('Complained', 4)];
        const { optedOutAt, optedInAt, complainedAt } = snapshotOf(track(...words.toReversed(), ...words));
        assert.deepEqual([optedOutAt, optedInAt, complainedAt], [at(3), at(2), at(4)]);
        const start = (minute: number): DeliveryReport =>
            plain({ engagement: 'Opted In', rawStatus: 'START', receivedAt: at(minute) });
        assert.equal(snapshotOf(track(start(30), start(10), start(50))).optedInAt, at(10));
    });

    test('Unconfirmed stands above Sent and below every final status', () => {
        const unconfirmed = unconfirmedReport({ provider: 'acme', messageKey: MESSAGE_KEY, channel: 'SMS' }, at(2));
        assert.equal(outcome(plain({ status: 'Sent' }), unconfirmed)[0], 'Unconfirmed');
        for (const status of [
            'Unknown',
            'Canceled',
            'Expired',
            'Failed',
            'Undelivered',
            'Rejected',
            'Delivered',
        ] as const) {
            assert.equal(outcome(unconfirmed, plain({ status }))[0], status);
        }
        assert.equal(snapshotOf(track(unconfirmed)).provider, 'acme');
    });

    test('only a failure dates Failed_At: not a withdrawal, not a missing receipt', () => {
        const dated = ALL_STATUSES.filter(
            (status) => snapshotOf(track(plain({ status, occurredAt: at(3) }))).failedAt === at(3),
        );
        assert.deepEqual(dated, ['Expired', 'Failed', 'Undelivered', 'Rejected']);
    });
});

describe('the report key', () => {
    test('is the same whenever a copy arrives, and whatever its references say', () => {
        const one = plain({ status: 'Sent', rawStatus: 'sent' });
        assert.equal(reportKey(one), reportKey({ ...one, receivedAt: at(1), recordId: '003000000000001AAA' }));
    });

    test('tells apart message, part, recipient, raw status, code and provider time', () => {
        const one = plain({ rawStatus: 'a', code: 'b' });
        const others: readonly Partial<DeliveryReport>[] = [
            { messageKey: 'acme:m-2' },
            { provider: 'other' },
            { part: '1' },
            { recipient: '+447700900123' },
            { rawStatus: 'ab', code: '' },
            { rawStatus: 'a', code: null },
            { occurredAt: at(1) },
        ];
        const keys = [one, ...others.map((facts) => ({ ...one, ...facts }))].map(reportKey);
        assert.equal(new Set(keys).size, keys.length);
    });

    test("the provider's own event id decides where there is one", () => {
        const one = plain({ eventId: 'e1', rawStatus: 'sent' });
        assert.equal(reportKey(one), reportKey({ ...one, occurredAt: at(1) }));
        assert.notEqual(reportKey(one), reportKey({ ...one, eventId: 'e2' }));
    });
});
