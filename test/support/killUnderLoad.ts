/**
 * Nothing accepted is lost: the relay is killed (SIGKILL) again and again under load: at random moments, after it noted
 * that it publishes but before the org heard of it, and after the org took its events but before it heard so. In the
 * end the providers' list of acknowledged reports and the rows in the CRM are the same, each with every report once.
 */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { reportOf } from '../model/callbacks.ts';
import { messageStates, type MessageState, type Report } from '../model/messages.ts';
import type { Person } from '../model/people.ts';
import { Dice } from './dice.ts';
import type { Webhook } from './landed.ts';
import { newWebhooks, startLoad, type Load } from './load.ts';
import { actualState, expectedState, historyLines } from './orgState.ts';
import type { Row } from './orgClient.ts';
import type { Cut } from './tap.ts';
import { startPath, type PathOptions, type WholePath } from './wholePath.ts';
import { createPeople } from './worldInOrg.ts';

const CONNECTIONS = 64;
const MISSING_AFTER_MS = 3000;
/** Without any progress; how long all of it takes is the machine's affair. */
const PATIENCE_MS = 120_000;
const PEOPLE = Array.from({ length: 10 }, (_, index) => `+4477009009${String(index).padStart(2, '0')}`);

export interface Killing {
    readonly kills: number;
    /** At least so many are acknowledged in all. */
    readonly reports: number;
    readonly seed: number;
    readonly progress?: (kills: number) => void;
}

export interface KillFigures {
    readonly acknowledged: number;
    readonly messages: number;
    readonly lost: number;
    readonly wrong: number;
    readonly doubled: number;
    /** Rows of messages that nobody sent. */
    readonly unasked: number;
    /** Events of publish calls that were cut off, by where. */
    readonly cutOff: Readonly<Record<Cut, number>>;
    readonly publishes: number;
    readonly republished: number;
    /** Since the last answer. */
    readonly drainedInMs: number;
    /** From the start of a relay after a kill until it answers again, the longest. */
    readonly restartMs: number;
}

/** Returns how long the relay took to come back. */
async function killAndRestart(path: WholePath): Promise<number> {
    const { child, ended } = path.relay().process;
    child.kill('SIGKILL');
    await ended;
    const started = performance.now();
    await path.restartRelay();
    return performance.now() - started;
}

/** How a life ends: at a random moment, or with a publish call cut off on one side of the org. */
const ENDS: readonly (Cut | 'at random')[] = ['at random', 'before the org', 'after the org'];

interface Life {
    readonly path: WholePath;
    readonly load: Load;
    readonly dice: Dice;
    readonly reports: number;
    /** Acknowledged in all when it ends. */
    readonly target: number;
    readonly end: Cut | 'at random';
}

/** One life under load. Returns how many events were in a call that was cut off, and how long the next life took to begin. */
async function live({ path, load, dice, reports, target, end }: Life): Promise<{ events: number; restartMs: number }> {
    const share = Math.floor(reports * 0.3) + dice.roll(Math.floor(reports * 0.7));
    await load.reached(target - reports + share);
    const events = end === 'at random' ? 0 : await path.tap.cutPublish(end);
    const restartMs = await killAndRestart(path);
    await load.reached(target);
    return { events, restartMs };
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

async function compare(path: WholePath, states: ReadonlyMap<string, MessageState>): Promise<Differences> {
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
async function drained(path: WholePath, states: ReadonlyMap<string, MessageState>): Promise<Differences> {
    let deadline = Date.now() + PATIENCE_MS;
    let least = Infinity;
    for (;;) {
        const difference = await compare(path, states);
        const open = difference.lost + difference.wrong.length;
        if (open < least) [least, deadline] = [open, Date.now() + PATIENCE_MS];
        if (open === 0 || Date.now() > deadline) return difference;
        await pause(500 + open / 10);
    }
}

/** The contacts must be what their messages make them, whatever was repeated or interrupted on the way. */
async function assertPeople(
    path: WholePath,
    people: readonly Person[],
    states: ReadonlyMap<string, MessageState>,
): Promise<void> {
    await path.org.client.idle();
    const actual = await actualState(path.org.client, PEOPLE);
    const theirs = [...states.values()]
        .filter(({ recipient }) => PEOPLE.includes(recipient))
        // When a report came in only the relay knows; the rows tell.
        .map((state) => ({ ...state, receivedAt: actual.messages[state.key]?.times['Received_At__c'] ?? 0 }));
    assert.ok(theirs.length > people.length);
    assert.deepEqual(actual.people, expectedState(theirs, people).people);
}

/** Throws when a contact is not what its messages make it; everything else is a figure. */
export async function killUnderLoad(
    path: WholePath,
    { kills, reports, seed, progress }: Killing,
): Promise<KillFigures> {
    const people = await createPeople(
        path.org.client,
        PEOPLE.map((number) => ({ number, kind: 'Contact', email: null, optedOutOfEmail: false })),
    );
    const perLife = Math.ceil(reports / (kills + 1));
    const dice = new Dice(seed);
    const load = startLoad(path.relay, CONNECTIONS);
    let sent = 0;
    const more = (): void => {
        const webhooks = newWebhooks(dice, perLife, PEOPLE);
        sent += webhooks.reduce((sum, { callbacks }) => sum + callbacks.length, 0);
        load.add(webhooks);
    };
    const cutOff = { 'at random': 0, 'before the org': 0, 'after the org': 0 };
    let restartMs = 0;
    for (let life = 1; life <= kills; life += 1) {
        more();
        const end = ENDS[life % ENDS.length] ?? 'at random';
        const lived = await live({ path, load, dice, reports: perLife, target: life * perLife, end });
        cutOff[end] += lived.events;
        restartMs = Math.max(restartMs, lived.restartMs);
        progress?.(life);
    }
    more();
    await load.reached(sent);
    await load.stop();

    const started = performance.now();
    const states = expected(load.acknowledged);
    const { wrong, ...difference } = await drained(path, states);
    const drainedInMs = performance.now() - started;
    if (difference.lost + wrong.length === 0) await assertPeople(path, people, states);
    const { publishes } = path.tap;
    return {
        ...{ ...difference, wrong: wrong.length, acknowledged: sent, messages: states.size },
        ...{ cutOff, publishes, republished: path.tap.republished(), drainedInMs, restartMs },
    };
}

export const startKillPath = (options: PathOptions = {}): Promise<WholePath> =>
    startPath({ missingAfterMs: MISSING_AFTER_MS, ...options });
