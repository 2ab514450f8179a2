/** Puts a random world into an org: its people first, then its messages by events or by webhooks. */
import { messageStates, snapshotEvent } from '../model/messages.ts';
import { batches, deliveries, firstPublished, type Snapshot } from '../model/publishing.ts';
import type { Person } from '../model/people.ts';
import type { Stranger, World } from '../model/worlds.ts';
import { Dice } from './dice.ts';
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
}

/** Publishes the world's reports straight to the org's bus, as snapshots that the model has made for one store or more. */
export async function publishWorld(
    org: WorldOrg,
    world: World,
    { stores = ['proof-store'], size, arrange, prepare }: Publishing = {},
): Promise<Comparison> {
    await org.reset();
    const people = await createPeople(org, world.people);
    const besides = await prepare?.(people);
    const dice = new Dice(world.seed);
    const all = deliveries(world.reports, stores, dice);
    const copies = arrange?.(all, dice) ?? all;
    const cut = batches(copies, dice, size);
    for (const batch of cut) {
        await org.create(
            'Delivery_Report__e',
            batch.map(({ state, ...stamp }) => ({ ...snapshotEvent(state, stamp, people), ...besides })),
        );
        await org.idle();
    }
    return {
        actual: await actualState(org),
        expected: expectedState(messageStates(world.reports), people, (state) => firstPublished(copies, state)),
        people,
        batches: cut.length,
        events: cut.reduce((sum, batch) => sum + batch.length, 0),
    };
}
