/** Puts a random world into an org: its people first, then its messages by events or by webhooks. */
import { messageStates, snapshotEvent, type MessageState } from '../model/messages.ts';
import { batches, deliveries, firstPublished, type Snapshot } from '../model/publishing.ts';
import type { Person } from '../model/people.ts';
import type { Stranger, World } from '../model/worlds.ts';
import { Dice } from './dice.ts';
import { hashOf } from './hashes.ts';
import { actualState, expectedState, type ActualState, type OrgState } from './orgState.ts';
import type { WorldOrg } from './worldOrg.ts';

/** Everybody keeps their place in the list: reports name people by it. */
export async function createPeople(org: Pick<WorldOrg, 'create'>, strangers: readonly Stranger[]): Promise<Person[]> {
    const people: Person[] = [];
    for (const kind of ['Contact', 'Lead'] as const) {
        const some = [...strangers.entries()].filter(([, stranger]) => stranger.kind === kind);
        const ids = await org.create(
            kind,
            some.map(([place, { number, email, optedOutOfEmail }]) => ({
                LastName: `Invented ${place}`,
                MobilePhone: number,
                Email: email,
                HasOptedOutOfEmail: optedOutOfEmail,
                ...(kind === 'Lead' ? { Company: 'Invented' } : {}),
            })),
        );
        some.forEach(([place, stranger], index) => {
            people[place] = { ...stranger, id: ids[index] ?? '' };
        });
    }
    return people;
}

export interface Comparison {
    readonly actual: ActualState;
    readonly expected: OrgState;
    readonly batches: number;
    readonly events: number;
    readonly people: readonly Person[];
}

export interface Publishing {
    /** The relays' stores; of several that know nothing of each other only their names matter. */
    readonly stores?: readonly string[];
    /** Events in a batch; random when not said. */
    readonly size?: number;
    /** What becomes of the snapshots before they are cut into batches. */
    readonly arrange?: (snapshots: readonly Snapshot[], dice: Dice) => readonly Snapshot[];
    /** After the people, before the messages; returns what every event carries besides. */
    readonly prepare?: (people: readonly Person[]) => Promise<Readonly<Record<string, unknown>>>;
    /**
     * Which messages carry the hash of their number in its place, which the relay has then written to people after the
     * number. What is in the org is told by the number.
     */
    readonly isHashed?: (state: MessageState) => boolean;
}

/** By the number, whatever stands in its place; a number that two rows say something of keeps both. */
function inPlain(actual: ActualState, numbers: readonly string[]): ActualState {
    const known = new Map(numbers.map((number) => [hashOf(number), number]));
    const numberOf = (address: unknown): string => known.get(String(address)) ?? String(address);
    const messages = Object.entries(actual.messages).map(([key, view]) => [
        key,
        { ...view, recipient: numberOf(view.recipient) },
    ]);
    const suppressed = Map.groupBy(Object.entries(actual.suppressed), ([address]) => numberOf(address));
    return {
        ...actual,
        messages: Object.fromEntries(messages) as ActualState['messages'],
        suppressed: Object.fromEntries(
            [...suppressed].map(([number, rows]) => [number, rows.map(([, reason]) => reason).join(' and ')]),
        ),
    };
}

/** Publishes the world's reports straight to the org's bus, as snapshots that the model has made for one store or more. */
export async function publishWorld(
    org: WorldOrg,
    world: World,
    { stores = ['proof-store'], size, arrange, prepare, isHashed }: Publishing = {},
): Promise<Comparison> {
    await org.reset();
    const people = await createPeople(org, world.people);
    const besides = await prepare?.(people);
    if (isHashed !== undefined)
        for (const { kind, id, number } of people) await org.update(kind, id, { SMS_Number_Hash__c: hashOf(number) });
    const dice = new Dice(world.seed);
    const all = deliveries(world.reports, stores, dice);
    const copies = arrange?.(all, dice) ?? all;
    const cut = batches(copies, dice, size);
    for (const batch of cut) {
        await org.create(
            'Delivery_Report__e',
            batch.map(({ state, ...stamp }) => ({
                ...snapshotEvent(state, stamp, people),
                ...(isHashed?.(state) === true ? { Recipient__c: hashOf(state.recipient) } : {}),
                ...besides,
            })),
        );
        await org.idle();
    }
    const actual = await actualState(org);
    const numbers = world.reports.map(({ recipient }) => recipient);
    return {
        actual: isHashed === undefined ? actual : inPlain(actual, numbers),
        expected: expectedState(messageStates(world.reports), people, (state) => firstPublished(copies, state)),
        people,
        batches: cut.length,
        events: cut.reduce((sum, batch) => sum + batch.length, 0),
    };
}
