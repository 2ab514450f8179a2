/** SOQL against a plain evaluator that knows nothing of indexes, parsing or paths. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { insert, makeOrg } from './support/project.ts';
import type { Org } from '../src/org.ts';

interface Parcel {
    readonly Key__c: string;
    readonly Batch__c: string | null;
    readonly Weight__c: number | null;
    readonly Size__c: 'Small' | 'Large' | null;
    readonly Due__c: string | null;
}

/** A condition as text, and what it says of a row. */
interface Where {
    readonly text: string;
    readonly holds: (row: Parcel) => boolean;
}

const BATCHES = ['red', 'Green', 'BLUE'];
const parcels = fc.array(
    fc.record({
        Batch__c: fc.constantFrom(null, ...BATCHES),
        Weight__c: fc.constantFrom(null, 0, 1, 2.5, 10),
        Size__c: fc.constantFrom(null, 'Small' as const, 'Large' as const),
        Due__c: fc.constantFrom(null, '2025-12-31', '2026-01-01', '2026-06-15'),
    }),
    { maxLength: 25 },
);

const order = { '<': (a: number, b: number) => a < b, '>=': (a: number, b: number) => a >= b } as const;
const lower = (text: string | null): string | null => text?.toLowerCase() ?? null;

const atom: fc.Arbitrary<Where> = fc.oneof(
    fc.constantFrom(...BATCHES, 'none').map((batch) => ({
        text: `Batch__c = '${batch.toUpperCase()}'`,
        holds: (row: Parcel) => lower(row.Batch__c) === batch.toLowerCase(),
    })),
    fc.subarray(BATCHES, { minLength: 1 }).map((batches) => ({
        text: `Batch__c NOT IN (${batches.map((batch) => `'${batch}'`).join(', ')})`,
        holds: (row: Parcel) => !batches.map(lower).includes(lower(row.Batch__c)),
    })),
    fc.tuple(fc.constantFrom('<' as const, '>=' as const), fc.constantFrom(0, 1, 3)).map(([operator, weight]) => ({
        text: `Weight__c ${operator} ${weight}`,
        holds: (row: Parcel) => row.Weight__c !== null && order[operator](row.Weight__c, weight),
    })),
    fc.constantFrom(2025, 2026).map((year) => ({
        text: `CALENDAR_YEAR(Due__c) = ${year}`,
        holds: (row: Parcel) => row.Due__c?.startsWith(String(year)) === true,
    })),
    fc.constant({ text: 'Size__c != null', holds: (row: Parcel) => row.Size__c !== null }),
    fc.constant({ text: "Batch__c LIKE '%e%'", holds: (row: Parcel) => lower(row.Batch__c)?.includes('e') === true }),
);

const where: fc.Arbitrary<Where> = fc.letrec<{ any: Where; joined: Where; negated: Where }>((tie) => ({
    any: fc.oneof({ maxDepth: 3 }, atom, tie('joined'), tie('negated')),
    joined: fc
        .tuple(fc.constantFrom('AND', 'OR'), fc.array(tie('any'), { minLength: 2, maxLength: 3 }))
        .map(([operator, parts]) => ({
            text: parts.map(({ text }) => `(${text})`).join(` ${operator} `),
            holds: (row) =>
                operator === 'AND' ? parts.every((part) => part.holds(row)) : parts.some((part) => part.holds(row)),
        })),
    // A NOT within a NOT may be refused: the parser loses a parenthesis.
    negated: fc
        .oneof(
            atom,
            fc.tuple(atom, atom).map(([left, right]) => ({
                text: `(${left.text}) AND (${right.text})`,
                holds: (row: Parcel) => left.holds(row) && right.holds(row),
            })),
        )
        .map((part) => ({ text: `NOT (${part.text})`, holds: (row) => !part.holds(row) })),
})).any;

function orgWith(rows: readonly Parcel[]): Org {
    const org = makeOrg();
    insert(
        org,
        'Parcel__c',
        rows.map((row) => ({ ...row })),
    );
    return org;
}

const keyed = (rows: readonly Omit<Parcel, 'Key__c'>[]): Parcel[] =>
    rows.map((row, index) => ({ Key__c: `K${String(index).padStart(3, '0')}`, ...row }));

/** Nothing comes first, as without NULLS LAST. */
const compare = (a: number | string | null, b: number | string | null): number =>
    a === b ? 0 : a === null ? -1 : b === null ? 1 : a < b ? -1 : 1;

test('any condition, order and page answers what a plain evaluator finds', () => {
    fc.assert(
        fc.property(
            parcels,
            fc.array(where, { minLength: 8, maxLength: 16 }),
            fc.nat(6),
            fc.nat(4),
            (rows, wheres, limit, offset) => {
                const all = keyed(rows);
                const org = orgWith(all);
                for (const { text, holds } of wheres) {
                    const soql = `SELECT Key__c FROM Parcel__c WHERE ${text} ORDER BY Weight__c, Key__c DESC LIMIT ${limit} OFFSET ${offset}`;
                    const expected = all
                        .filter(holds)
                        .sort((a, b) => compare(a.Weight__c, b.Weight__c) || compare(b.Key__c, a.Key__c))
                        .slice(offset, offset + limit)
                        .map((row) => row.Key__c);
                    assert.deepEqual(
                        org.query(soql).records.map((row) => row['Key__c']),
                        expected,
                        soql,
                    );
                }
            },
        ),
        { numRuns: 12 },
    );
});

test('any group has the count, sum and greatest of its rows', () => {
    fc.assert(
        fc.property(parcels, where, fc.nat(3), (rows, { text, holds }, least) => {
            const all = keyed(rows);
            const soql = `SELECT Size__c s, COUNT(Id) n, SUM(Weight__c) w, MAX(Due__c) d FROM Parcel__c WHERE ${text} GROUP BY Size__c HAVING COUNT(Id) >= ${least}`;
            const groups = Map.groupBy(all.filter(holds), (row) => row.Size__c);
            const expected = [...groups].map(([size, members]) => {
                const weights = members.flatMap(({ Weight__c }) => Weight__c ?? []);
                const days = members.flatMap(({ Due__c }) => Due__c ?? []).sort();
                const sum = weights.length === 0 ? null : weights.reduce((total, weight) => total + weight, 0);
                return [size, members.length, sum, days.at(-1) ?? null];
            });
            const answered = orgWith(all)
                .query(soql)
                .records.map(({ s, n, w, d }) => [s, n, w, d]);
            assert.deepEqual(
                answered,
                expected.filter(([, count]) => Number(count) >= least),
                soql,
            );
        }),
        { numRuns: 12 },
    );
});
