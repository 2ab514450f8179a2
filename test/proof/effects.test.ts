/**
 * The effects of the flows on people against the model, row by row, under every way in which reports may arrive; and what
 * the transactions use. Writes docs/effect-proof.md.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { openFlowOrg, type FlowOrg } from '../../local-org/src/flowTests/index.ts';
import { afterADay, isFailure, messageStates, type Report } from '../model/messages.ts';
import { followUpOf, type FollowUp } from '../model/followUps.ts';
import { engagementOf, ownerOf, reviewsOf, type Person } from '../model/people.ts';
import { newestFirst, repeated } from '../model/publishing.ts';
import { worlds, type World } from '../model/worlds.ts';
import { FLOWS, mutationSection, readResults } from '../package/support/mutationResults.ts';
import { contacts, eventsOf, limitsTable, limitsWith, PEOPLE, round, type Used } from '../support/crowd.ts';
import { proveSection, table } from '../support/effectProof.ts';
import { ROOT } from '../support/landed.ts';
import { actualState, expectedState, type ActualState, type OrgState } from '../support/orgState.ts';
import { publishWorld, type Publishing } from '../support/worldInOrg.ts';
import { orgInProcess } from '../support/worldOrg.ts';

/** The same each time, so that the page is. */
const SEED = 20_261_126;
const WORLDS = 8;
const START = Date.parse('2026-01-05T08:00:00Z');
const DAY_SECONDS = 24 * 3600;
const LEAST_HOURS_OF_THE_SWEEP = 2;
/** From the sweep, which is in the quiet hours, to when people may be written to. */
const MORNING_SECONDS = 3 * 3600;
const COPIES = 46;

let org: FlowOrg;
before(() => {
    org = openFlowOrg({ project: ROOT });
});
after(() => org.close());

interface Way extends Publishing {
    readonly name: string;
    /** The history of two stores only the relays can join. */
    readonly isWithoutHistory?: true;
}
const WAYS: readonly Way[] = [
    { name: 'random batches', arrange: (all) => all },
    { name: 'batches of 1', size: 1 },
    { name: 'batches of 7', size: 7 },
    { name: 'batches of 200', size: 200 },
    { name: 'newest first', size: 200, arrange: newestFirst },
    {
        name: `each ${COPIES} times`,
        size: 200,
        arrange: (all, dice) => repeated(all.slice(0, 12), COPIES, dice).concat(all),
    },
    { name: 'two relays', stores: ['one store', 'another store'], isWithoutHistory: true },
];

type Row = Readonly<Record<string, unknown>>;
const instant = (value: unknown): number | null => (typeof value === 'string' ? Date.parse(value) : null);

function engagementView(people: readonly Person[]): Row {
    const rows = ['Contact', 'Lead'].flatMap((object) =>
        org.rows(`SELECT Id, Last_Engaged_At__c, Preferred_Verified_Channel__c FROM ${object}`),
    );
    const members = org.rows('SELECT ContactId, LeadId, Delivery_Confirmed_At__c, Engaged_At__c FROM CampaignMember');
    const views = people.map(({ id }) => {
        const row = rows.find(({ Id }) => Id === id);
        const member = members.find(({ ContactId, LeadId }) => (ContactId ?? LeadId) === id);
        return [
            id,
            {
                lastEngagedAt: instant(row?.['Last_Engaged_At__c']),
                preferredChannel: row?.['Preferred_Verified_Channel__c'] ?? null,
                isConfirmed: (member?.['Delivery_Confirmed_At__c'] ?? null) !== null,
                hasEngaged: (member?.['Engaged_At__c'] ?? null) !== null,
            },
        ] as const;
    });
    return Object.fromEntries(views);
}

/** Whether the tasks are as many as the order of the reports allows. */
function areReviewsRight(people: readonly Person[], reports: readonly Report[]): boolean {
    const states = messageStates(reports);
    const everFailed = new Set(reports.filter(({ status }) => isFailure(status)).map(({ messageKey }) => messageKey));
    const tasks = org.rows('SELECT WhoId FROM Task');
    return people.every((person) => {
        const { least, isPossible } = reviewsOf(person, people, states, everFailed);
        const count = tasks.filter(({ WhoId }) => WhoId === person.id).length;
        return count >= least && (isPossible || count === 0);
    });
}

const withoutHistory = (messages: OrgState['messages']): Row =>
    Object.fromEntries(Object.entries(messages).map(([key, view]) => [key, { ...view, historyLines: 'any' }]));

const owners = (messages: OrgState['messages']): Row =>
    Object.fromEntries(Object.entries(messages).map(([key, { person }]) => [key, person]));

/** Numbers of which somebody has said something. */
function spoken(state: OrgState | ActualState, reports: readonly Report[]): Row {
    const numbers = new Set(
        reports.filter(({ status, word }) => status === null && word).map((each) => each.recipient),
    );
    return Object.fromEntries(Object.entries(state.suppressed).filter(([number]) => numbers.has(number)));
}

const PURPOSE = 'Donation';

/** A campaign that all people are members of and all messages belong to, of a purpose that can wait for its email. */
async function campaignOf(people: readonly Person[]): Promise<Row> {
    const [campaign] = await org.insert('Campaign', { Name: 'Invented' });
    await org.insert(
        'CampaignMember',
        people.map(({ kind, id }) => ({ CampaignId: campaign, [`${kind}Id`]: id })),
    );
    org.setMetadata('Delivery_Policy__mdt', PURPOSE, { High_Stakes__c: false, Fallback_Seconds__c: null });
    return { Campaign_Id__c: campaign, Purpose__c: PURPOSE };
}

/** Each row of the table and whether it is as the model says, for one world in one way. */
async function judge(world: World, way: Way): Promise<Readonly<Record<string, boolean>>> {
    const { actual, expected, people } = await publishWorld(orgInProcess(org), world, { ...way, prepare: campaignOf });
    const view = way.isWithoutHistory ? withoutHistory : (messages: OrgState['messages']): Row => messages;
    const states = messageStates(world.reports);
    const engagement = Object.fromEntries(people.map((person) => [person.id, engagementOf(person, people, states)]));
    const today = {
        'messages: Message_KeepHighest': isDeepStrictEqual(view(actual.messages), view(expected.messages)),
        'whose they are: Message_LinkRecipient': isDeepStrictEqual(owners(actual.messages), owners(expected.messages)),
        'people: Message_UpdateRecipient, …_SetReachability': isDeepStrictEqual(actual.people, expected.people),
        'suppressions: Message_Suppress': isDeepStrictEqual(actual.suppressed, expected.suppressed),
        'opt-outs, opt-ins, complaints: Message_Suppress': isDeepStrictEqual(
            spoken(actual, world.reports),
            spoken(expected, world.reports),
        ),
        'engagement, campaign members: Message_Engagement': isDeepStrictEqual(engagementView(people), engagement),
        'three failures: …_AskForReview': areReviewsRight(people, world.reports),
        'no fault, no effect missing': org.errors().length === 0,
    };
    const later = expectedState(
        states.map(afterADay),
        people,
        ({ key }) => expected.messages[key]?.times['Status_Published_At__c'] ?? null,
    );
    await org.pass(LEAST_HOURS_OF_THE_SWEEP * DAY_SECONDS);
    const swept = await actualState(orgInProcess(org));
    const isSwept =
        isDeepStrictEqual(statuses(swept), statuses(later)) &&
        isDeepStrictEqual(swept.people, later.people) &&
        isDeepStrictEqual(swept.suppressed, later.suppressed);
    await org.pass(DAY_SECONDS + MORNING_SECONDS);
    const followUps = Object.fromEntries(
        states.map((state) => [state.key, followUpOf(afterADay(state), people)] as const),
    );
    const addresses = states
        .filter(({ key }) => followUps[key] === 'Email')
        .flatMap((state) => ownerOf(state, people)?.email ?? []);
    const isFollowed =
        isDeepStrictEqual(followUpsInOrg(), followUps) &&
        isDeepStrictEqual(
            org
                .emails()
                .flatMap(({ to }) => to)
                .sort(),
            addresses.sort(),
        );
    return {
        ...today,
        'two days later: Delivery_SweepPending': isSwept,
        'after 48 hours: the email of Message_FallbackSend': isFollowed,
    };
}

const FOLLOW_UPS: Readonly<Record<string, FollowUp>> = { Sent: 'Email', 'Task Created': 'Call', 'Not Needed': 'None' };

/** What stands on the messages, in the model's words where it has one. */
function followUpsInOrg(): Row {
    const rows = org.rows('SELECT Message_Key__c, Fallback_Status__c FROM Message__c');
    return Object.fromEntries(
        rows.map((row) => {
            const status = String(row['Fallback_Status__c']);
            return [String(row['Message_Key__c']), FOLLOW_UPS[status] ?? status];
        }),
    );
}

const statuses = ({ messages }: OrgState | ActualState): Row =>
    Object.fromEntries(
        Object.entries(messages).map(([key, { status, failureClass }]) => [key, { status, failureClass }]),
    );

test('in whatever way the reports arrive, everything that the flows keep is as the model says', async (t) => {
    const some = fc.sample(worlds(START), { numRuns: WORLDS, seed: SEED });
    const cells = new Map<string, number[]>();
    for (const way of WAYS) {
        const differing = new Map<string, number>();
        for (const world of some) {
            for (const [row, isRight] of Object.entries(await judge(world, way))) {
                differing.set(row, (differing.get(row) ?? 0) + (isRight ? 0 : 1));
            }
        }
        for (const [row, count] of differing) cells.set(row, [...(cells.get(row) ?? []), count]);
    }
    const rows = [...cells].map(([row, counts]) => [row, ...counts.map((count) => `${WORLDS} / ${count}`)]);
    const lines = table(['compared / differing', ...WAYS.map(({ name }) => name)], rows);
    t.diagnostic(`\n${lines.join('\n')}`);
    assert.deepEqual(
        [...cells.values()].flat().filter((count) => count > 0),
        [],
        lines.join('\n'),
    );
    await proveSection('worlds', lines);
});

const ROUNDS = 10;

test('2,000 events at once fail whole, and after that in batches of 200 all contacts are as the model says', async () => {
    const large = openFlowOrg({ project: ROOT, eventBatchSize: PEOPLE * ROUNDS });
    const people = await contacts(large);
    const reports = Array.from({ length: ROUNDS }, (_, at) => round(at, 1)).flat();
    await large.insert('Delivery_Report__e', eventsOf(reports), { batch: reports.length });
    const errors = large.errors().length;
    const before = large.rows('SELECT Id FROM Message__c').length;
    await large.insert('Delivery_Report__e', eventsOf(reports), { batch: PEOPLE });
    const actual = await actualState(orgInProcess(large));
    const expected = expectedState(messageStates(reports), people);
    const differing = people.filter(({ id }) => !isDeepStrictEqual(actual.people[id], expected.people[id])).length;
    large.close();
    assert.deepEqual([errors, before, differing], [1, 0, 0]);
    assert.deepEqual(actual.suppressed, expected.suppressed);
    const row = [reports.length, before, PEOPLE, differing];
    await proveSection(
        'recovery',
        table(['events at once', 'messages after that', 'people after batches of 200', 'differing'], [row]),
    );
});

/** More than any list of messages that a flow reads, and more than twice as many. */
const HISTORIES = [55, 120];

test('200 events stay under half of every limit and under our own ceiling, however many messages people have', async (t) => {
    const used = new Map<number, readonly Used[]>();
    for (const history of HISTORIES) used.set(history, await limitsWith(org, history));
    const lines = limitsTable(used);
    t.diagnostic(`\n${lines.join('\n')}`);
    assert.deepEqual(used.get(120), used.get(55), 'more messages cost more');
    await proveSection('limits', lines);
});

test('the table of flows that were broken on purpose is the one that was found', async () => {
    const suffix = '.flow-meta.xml';
    const flows = readdirSync(FLOWS).flatMap((file) => (file.endsWith(suffix) ? [file.slice(0, -suffix.length)] : []));
    const core = flows.filter((flow) => !flow.startsWith('Recipe_'));
    await proveSection('mutation', mutationSection(core, readResults()));
});
