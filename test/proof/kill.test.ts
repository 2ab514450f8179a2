/**
 * Nothing accepted is lost: the relay is killed (SIGKILL) again and again under load: at random moments, after it noted
 * that it publishes but before the org heard of it, and after the org took its events but before it heard so. In the
 * end the providers' list of acknowledged reports and the rows in the CRM are the same, each with every report once.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { reportOf } from '../model/callbacks.ts';
import { messageStates, type MessageState, type Report } from '../model/messages.ts';
import type { Person } from '../model/people.ts';
import { Dice } from '../support/dice.ts';
import type { Webhook } from '../support/landed.ts';
import { newWebhooks, startLoad, type Load } from '../support/load.ts';
import { actualState, expectedState, historyLines } from '../support/orgState.ts';
import type { Row } from '../support/orgClient.ts';
import type { Cut } from '../support/tap.ts';
import { startPath, type WholePath } from '../support/wholePath.ts';
import { createPeople } from '../support/worldInOrg.ts';

/** Each kill adds some seconds; `LANDED_KILLS=12` is the long run. The seed is another each time. */
const KILLS = Number(process.env['LANDED_KILLS'] ?? 3);
const CONNECTIONS = 64;
const PER_LIFE = 800;
const MISSING_AFTER_MS = 3000;
/** Without any progress; how long all of it takes is the machine's affair. */
const PATIENCE_MS = 120_000;
const PEOPLE = Array.from({ length: 10 }, (_, index) => `+4477009009${String(index).padStart(2, '0')}`);

let path: WholePath;
let people: readonly Person[];
before(async () => {
    path = await startPath({ missingAfterMs: MISSING_AFTER_MS });
    people = await createPeople(
        path.org.client,
        PEOPLE.map((number) => ({ number, kind: 'Contact', email: null, optedOutOfEmail: false })),
    );
});
after(() => path.stop());

async function killAndRestart(): Promise<void> {
    const { child, ended } = path.relay().process;
    child.kill('SIGKILL');
    await ended;
    await path.restartRelay();
}

/** How a life ends: at a random moment, or with a publish call cut off on one side of the org. */
const ENDS: readonly (Cut | 'at random')[] = ['at random', 'before the org', 'after the org'];

/** One life under load. Returns how many events were in a call that was cut off. */
async function live(load: Load, dice: Dice, target: number, end: Cut | 'at random'): Promise<number> {
    const share = Math.floor(PER_LIFE * 0.3) + dice.roll(Math.floor(PER_LIFE * 0.7));
    await load.reached(target - PER_LIFE + share);
    const events = end === 'at random' ? 0 : await path.tap.cutPublish(end);
    await killAndRestart();
    await load.reached(target);
    return events;
}

function expected(webhooks: readonly Webhook[]): Map<string, MessageState> {
    const reports: Report[] = webhooks.flatMap(({ provider, callbacks }) =>
        callbacks.map((callback) => reportOf(provider, callback, 0)),
    );
    return new Map(messageStates(reports).map((state) => [state.key, state]));
}

interface Differences {
    readonly lost: number;
    readonly wrong: readonly string[];
    readonly doubled: number;
    readonly unasked: number;
}

async function compare(states: ReadonlyMap<string, MessageState>): Promise<Differences> {
    const rows = await path.org.client.query(
        'SELECT Message_Key__c, Status__c, Failure_Class__c, History__c, Effect_Status__c FROM Message__c',
    );
    const byKey = Map.groupBy(rows, (row) => String(row['Message_Key__c']));
    const differs = (state: MessageState, row: Row): boolean =>
        row['Status__c'] !== state.status ||
        row['Failure_Class__c'] !== state.failureClass ||
        row['Effect_Status__c'] !== 'Applied' ||
        historyLines(row) !== state.reports;
    return {
        lost: [...states.keys()].filter((key) => !byKey.has(key)).length,
        wrong: [...states.values()]
            .filter((state) => byKey.get(state.key)?.some((row) => differs(state, row)) === true)
            .map(({ key }) => key),
        doubled: [...byKey.values()].filter((ofOne) => ofOne.length > 1).length,
        unasked: [...byKey.keys()].filter((key) => !states.has(key)).length,
    };
}

/** Waits until the CRM says what it must, and returns the last difference when it comes no nearer to that. */
async function drained(states: ReadonlyMap<string, MessageState>): Promise<Differences> {
    let deadline = Date.now() + PATIENCE_MS;
    let least = Infinity;
    for (;;) {
        const difference = await compare(states);
        const open = difference.lost + difference.wrong.length;
        if (open < least) [least, deadline] = [open, Date.now() + PATIENCE_MS];
        if (open === 0 || Date.now() > deadline) return difference;
        await pause(500 + open / 10);
    }
}

/** The contacts must be what their messages make them, whatever was repeated or interrupted on the way. */
async function assertPeople(states: ReadonlyMap<string, MessageState>): Promise<void> {
    await path.org.client.idle();
    const actual = await actualState(path.org.client, PEOPLE);
    const theirs = [...states.values()]
        .filter(({ recipient }) => PEOPLE.includes(recipient))
        // When a report came in only the relay knows; the rows tell.
        .map((state) => ({ ...state, receivedAt: actual.messages[state.key]?.times['Received_At__c'] ?? 0 }));
    assert.ok(theirs.length > people.length);
    assert.deepEqual(actual.people, expectedState(theirs, people).people);
}

test('kill -9 under load loses and doubles nothing that was acknowledged', async (t) => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const dice = new Dice(seed);
    const load = startLoad(path.relay, CONNECTIONS);
    const sent: Webhook[] = [];
    const more = (): void => {
        const webhooks = newWebhooks(dice, PER_LIFE, PEOPLE);
        sent.push(...webhooks);
        load.add(webhooks);
    };
    const cutOff = { 'at random': 0, 'before the org': 0, 'after the org': 0 };
    for (let life = 1; life <= KILLS; life += 1) {
        more();
        const end = ENDS[life % ENDS.length] ?? 'at random';
        cutOff[end] += await live(load, dice, life * PER_LIFE, end);
    }
    more();
    const all = sent.reduce((sum, { callbacks }) => sum + callbacks.length, 0);
    await load.reached(all);
    await load.stop();

    const started = Date.now();
    const states = expected(load.acknowledged);
    const difference = await drained(states);
    t.diagnostic(
        `${KILLS} kills, a third of them with a publish call cut off before the org (${cutOff['before the org']} ` +
            `events), a third after it (${cutOff['after the org']} events); ${all} reports of ${states.size} messages ` +
            `acknowledged; lost ${difference.lost}, doubled ${difference.doubled}, wrong ${difference.wrong.length}; ` +
            `${path.tap.publishes} publish calls, ${path.tap.republished()} snapshots published again; ` +
            `drained ${Math.round((Date.now() - started) / 1000)} s after the last answer; seed ${seed}`,
    );
    assert.ok(all >= PER_LIFE * (KILLS + 1));
    assert.deepEqual(difference, { lost: 0, wrong: [], doubled: 0, unasked: 0 });
    assert.ok(cutOff['after the org'] > 0, 'no kill fell between publish and record');
    assert.ok(path.tap.republished() > 0, 'nothing had to be published again');
    await assertPeople(states);
});
