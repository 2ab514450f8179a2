/** Puts a random world into an org: its people first, then its messages by events or by webhooks. */
import { messageStates, snapshotEvent } from '../model/messages.ts';
import { batches, deliveries, firstPublished } from '../model/publishing.ts';
import type { Person } from '../model/people.ts';
import type { Stranger, World } from '../model/worlds.ts';
import { Dice } from './dice.ts';
import type { OrgClient } from './orgClient.ts';
import { actualState, expectedState, type ActualState, type OrgState } from './orgState.ts';

/** Everybody keeps their place in the list: reports name people by it. */
export async function createPeople(org: OrgClient, strangers: readonly Stranger[]): Promise<Person[]> {
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
}

/** Publishes the world's reports straight to the org's bus, as snapshots that the model has made for one store or more. */
export async function publishWorld(
    org: OrgClient,
    world: World,
    stores: readonly string[] = ['proof-store'],
): Promise<Comparison> {
    await org.control('POST', 'reset');
    const people = await createPeople(org, world.people);
    const dice = new Dice(world.seed);
    const copies = deliveries(world.reports, stores, dice);
    const cut = batches(copies, dice);
    for (const batch of cut) {
        await org.create(
            'Delivery_Report__e',
            batch.map(({ state, ...stamp }) => snapshotEvent(state, stamp, people)),
        );
        await org.idle();
    }
    return {
        actual: await actualState(org),
        expected: expectedState(messageStates(world.reports), people, (state) => firstPublished(copies, state)),
        batches: cut.length,
        events: cut.reduce((sum, batch) => sum + batch.length, 0),
    };
}
