/** Random people and messages with all their reports: what the properties over whole flows quantify over. */
import fc from 'fast-check';
import type { FailureClass, Report, Status, Word } from './messages.ts';
import type { Person } from './people.ts';

/** A person before the org has given them an id. */
export type Stranger = Omit<Person, 'id'>;

export interface World {
    readonly people: readonly Stranger[];
    /** Every report once, of all messages. */
    readonly reports: readonly Report[];
    /** Drives shuffles, splits and repetitions. */
    readonly seed: number;
}

/** Few numbers for several people and messages, so that they meet; the last one is nobody's. */
const NUMBERS = ['+447700900101', '+447700900102', '+447700900103', '+447700900104', '+447700900199'] as const;
const SECOND = 1000;
const PEOPLE = 6;
const MESSAGES = 16;
const REPORTS = 5;

interface Outcome {
    /** Null: a word of the person. */
    readonly status: Status | null;
    readonly word?: Word;
    readonly code: string | null;
    readonly failureClass: FailureClass | null;
    readonly evidence: number | null;
}

const plain = (status: Status): Outcome => ({ status, code: null, failureClass: null, evidence: null });
const failed = (status: Status, code: string, failureClass: FailureClass, evidence: number | null = null): Outcome => ({
    status,
    code,
    failureClass,
    evidence,
});

/** Different ranks throughout, so that no message has two reports that nothing but a hash could put in order. */
const OUTCOMES: readonly Outcome[] = [
    plain('Queued'),
    plain('Sent'),
    plain('Unknown'),
    plain('Canceled'),
    failed('Expired', '9001', 'Temporary'),
    failed('Failed', '9002', 'Permanent', 2),
    failed('Undelivered', '9003', 'Permanent', 1),
    failed('Rejected', '9004', 'Spam Filtered'),
    plain('Delivered'),
];
const REFUSED = failed('Undelivered', '9005', 'Opted Out');
const NO_REASON = failed('Undelivered', '9006', 'Unknown');
const MISCONFIGURED = failed('Rejected', '9007', 'Configuration');
const ALTERNATIVES: readonly Outcome[] = [...OUTCOMES, REFUSED, NO_REASON, MISCONFIGURED];

const said = (word: Word): Outcome => ({ status: null, word, code: null, failureClass: null, evidence: null });

export const stranger: fc.Arbitrary<Stranger> = fc.record({
    kind: fc.constantFrom('Contact', 'Lead'),
    number: fc.constantFrom(...NUMBERS.slice(0, -1)),
    email: fc.constantFrom('ada@example.com', 'grace@example.com', null),
    optedOutOfEmail: fc.boolean(),
});

interface Draft {
    readonly to: string;
    /** Of the people, whom the sender names; drawn from a larger range than there may be people. */
    readonly names: number | null;
    readonly timed: boolean;
    readonly outcomes: readonly Outcome[];
}

const statuses = fc.uniqueArray(fc.constantFrom(...ALTERNATIVES), {
    minLength: 1,
    maxLength: REPORTS - 1,
    selector: ({ status }) => status,
});
/** At most one of them to a message: two reports without a status or time are in no order. */
const engagement = fc.constantFrom(said('Read'), said('Clicked'), said('Replied'));
const fate = fc
    .tuple(statuses, fc.option(engagement, { freq: 2 }))
    .map(([some, engaged]) => (engaged === null ? some : [...some, engaged]));
/** More opt-ins than opt-outs, which failures tell of as well; few complaints, since nothing outranks them. */
const WORDS: readonly Word[] = ['Opted In', 'Opted In', 'Opted In', 'Opted Out', 'Opted Out', 'Complained'];
const words = fc.constantFrom(...WORDS).map((word) => [said(word)]);

const draft: fc.Arbitrary<Draft> = fc.record({
    to: fc.constantFrom(...NUMBERS),
    names: fc.option(fc.nat(PEOPLE - 1), { freq: 2 }),
    timed: fc.boolean(),
    outcomes: fc.oneof({ arbitrary: fate, weight: 3 }, { arbitrary: words, weight: 1 }),
});

/** `slots` gives each report a second of its own, in any order over all messages: clocks need not agree with ranks. */
function reportsOf(drafts: readonly Draft[], slots: readonly number[], start: number, people: number): Report[] {
    return drafts.flatMap(({ to, names, timed, outcomes }, message) =>
        outcomes.map((outcome, index): Report => {
            const slot = slots[message * REPORTS + index] ?? 0;
            return {
                ...outcome,
                messageKey: `proof:${message}`,
                provider: 'proof',
                rawStatus: (outcome.status ?? outcome.word ?? 'any').toLowerCase(),
                at: timed ? start + slot * SECOND : null,
                receivedAt: start + (MESSAGES * REPORTS + slot) * SECOND,
                submittedAt: null,
                recipient: to,
                sender: '+14155550100',
                person: names === null ? null : names % people,
            };
        }),
    );
}

/** `start`: the time of the earliest report, whole seconds. */
export function worlds(start: number): fc.Arbitrary<World> {
    const slots = Array.from({ length: MESSAGES * REPORTS }, (_, slot) => slot);
    return fc
        .record({
            people: fc.array(stranger, { minLength: 1, maxLength: PEOPLE }),
            drafts: fc.array(draft, { minLength: 1, maxLength: MESSAGES }),
            slots: fc.shuffledSubarray(slots, { minLength: slots.length }),
            seed: fc.integer(),
        })
        .map(({ people, drafts, slots: order, seed }) => ({
            people,
            reports: reportsOf(drafts, order, start, people.length),
            seed,
        }));
}
