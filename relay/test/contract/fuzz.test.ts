import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NASTY } from '../../chaos/nasty.ts';
import { RelayError } from '../../src/core/errors.ts';
import { emptyTracker, joinReports } from '../../src/core/merge.ts';
import type { ProviderAdapter, RawRequest, VerifiedRequest } from '../../src/core/ports.ts';
import { snapshotOf } from '../../src/core/snapshot.ts';
import { acceptedOf, contextOf, PROVIDER_COUNT, PROVIDERS, RECEIVED_AT, requestOf } from './fixtures.ts';

/** Others each time: the laws are held by all runs together. `LANDED_RUNS=5` is 100,000 at a time and more. */
const RUNS = Math.ceil(Math.max(1_000, 20_000 / PROVIDER_COUNT) * Number(process.env['LANDED_RUNS'] ?? 1));

type Mutation = (body: Buffer) => Buffer;

const place = fc.nat(9999).map((position) => position / 10_000);

/** Bytes put in and taken out anywhere. */
const tear: fc.Arbitrary<Mutation> = fc
    .tuple(place, fc.nat(12), fc.oneof(fc.constantFrom(...NASTY), fc.uint8Array({ maxLength: 6 })))
    .map(([at, length, insert]) => (body) => {
        const start = Math.floor(at * body.length);
        return Buffer.concat([body.subarray(0, start), Buffer.from(insert), body.subarray(start + length)]);
    });

/** A name or a value of the request replaced by another, so that what is wrong is the content and not the form. */
const swap: fc.Arbitrary<Mutation> = fc
    .tuple(place, fc.oneof(fc.constantFrom(...NASTY), fc.jsonValue({ maxDepth: 3 })))
    .map(([at, value]) => (body) => {
        const source = body.toString();
        const json = /^[[{]/.test(source);
        const words = [...source.matchAll(json ? /"(?:[^"\\]|\\.)*"|[\d.]+|null/g : /[^&=]+/g)];
        const word = words[Math.floor(at * words.length)];
        if (word === undefined) return body;
        const text = typeof value === 'string' ? value : JSON.stringify(value);
        const written = json ? JSON.stringify(value) : encodeURIComponent(text.toWellFormed());
        return Buffer.from(source.slice(0, word.index) + written + source.slice(word.index + word[0].length));
    });

const mutations = fc.array(fc.oneof({ weight: 1, arbitrary: tear }, { weight: 3, arbitrary: swap }), {
    minLength: 1,
    maxLength: 3,
});

/** Whatever arrives ends as elements, whose reports can be merged, stored and shown, or as a RelayError. */
function survives(adapter: ProviderAdapter, request: RawRequest): 'read' | 'refused' {
    try {
        // Signed by nobody: what a provider might send one day, not what a stranger may.
        const elements = adapter.parse(request as VerifiedRequest, { receivedAt: RECEIVED_AT });
        for (const element of elements) {
            JSON.stringify(element.raw);
            if (!element.ok) continue;
            const { report } = element;
            const snapshot = snapshotOf(joinReports(emptyTracker(report.messageKey), [report]));
            assert.ok(snapshot.messageKey.length <= 255);
            for (const value of Object.values(snapshot)) {
                assert.ok(typeof value !== 'string' || (value.isWellFormed() && !value.includes('\u0000')));
            }
        }
        return 'read';
    } catch (error) {
        assert.ok(error instanceof RelayError, String(error));
        return 'refused';
    }
}

for (const adapter of PROVIDERS) {
    test(`${adapter.label}: ${String(RUNS)} mutated requests end as elements or as a RelayError`, (context) => {
        const starts = acceptedOf(adapter);
        const cases = fc.record({ start: fc.constantFrom(...starts), changes: mutations });
        const outcomes = { read: 0, refused: 0 };
        fc.assert(
            fc.property(cases, ({ start, changes }) => {
                const request = requestOf(start);
                const mutate = (bytes: Buffer): Buffer => changes.reduce((body, change) => change(body), bytes);
                const mutated =
                    request.method === 'GET'
                        ? { ...request, url: mutate(Buffer.from(request.url)).toString() }
                        : { ...request, body: mutate(request.body) };
                outcomes[survives(adapter, mutated)] += 1;
                assert.throws(
                    () => adapter.verify({ ...mutated, headers: {} }, { ...contextOf(start), secrets: ['another'] }),
                    (error) => error instanceof RelayError,
                );
            }),
            { numRuns: RUNS },
        );
        context.diagnostic(`${String(outcomes.read)} read, ${String(outcomes.refused)} unreadable`);
        assert.ok(outcomes.read > RUNS / 5, 'the mutations must leave something to read');
    });
}
