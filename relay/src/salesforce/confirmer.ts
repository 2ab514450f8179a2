/** Looks for the effect of what was published: a report is done only when the CRM shows it. */
import { hash } from 'node:crypto';
import type { Logger } from 'pino';
import type { BranchOf } from '../core/branches.ts';
import type { NumberHash } from '../core/hashedNumbers.ts';
import type { Awaited, Flight, FlightNews, Store } from '../core/store.ts';
import { startLoop } from '../core/timing.ts';
import type { Loop, Timing } from '../core/timing.ts';
import { backoffMs } from './backoff.ts';
import type { Breaker } from './breaker.ts';
import type { Budget } from './budget.ts';
import type { OrgClient } from './client.ts';
import { foreignRowOf, SNAPSHOT_COLUMNS, textOf } from './event.ts';
import { verdictOf } from './outcomes.ts';
import type { Rounds } from './rounds.ts';
import { rowsOf, selectOf } from './rows.ts';
import type { Asked, Row } from './rows.ts';
import { fitting } from './soql.ts';
import type { Window } from './window.ts';

export interface ConfirmerOptions {
    readonly org: string;
    readonly store: Pick<Store, 'id' | 'awaited' | 'nextCheckAt' | 'report'>;
    readonly client: OrgClient;
    readonly breaker: Breaker;
    readonly budget: Budget;
    readonly window: Window;
    readonly rounds: Rounds;
    readonly numbers: NumberHash | null;
    readonly settings: {
        readonly confirmAfterMs: number;
        readonly missingAfterMs: number;
        readonly maxLingerMs: number;
        readonly maxAttempts: number;
    };
    /** How the totals count the location that a row of another store names. */
    readonly branchOf: BranchOf;
    /** Called when flights have ended: there is room, and addresses are free. */
    readonly onEnded: () => void;
    readonly timing: Timing;
    readonly random: () => number;
    readonly log: Logger;
}

const STATUS_COLUMNS = ['Message_Key__c', 'Epoch__c', 'Store__c', 'Version__c', 'Effect_Status__c', 'Effect_Error__c'];
/** More than any one query holds. */
const BATCH = 500;
/** Checks that are due soon wait for each other, so that one query answers them all. */
const COMPANY_MS = 100;
const IDLE_MS = 1_000;
const REPUBLISH_BASE_MS = 2_000;
const REPUBLISH_CAP_MS = 900_000;
const SUSPECT_MISSES = 2;

/** What a row says of a snapshot that was published. */
export function readRow(row: Row | undefined, awaited: Awaited, store: string): 'absent' | 'foreign' | 'old' | Effect {
    if (row === undefined) return 'absent';
    const owner = row['Store__c'] ?? null;
    if (owner === null) return 'absent'; // made by a sender in the CRM; no report has reached it yet
    const [epoch, version] = [Number(row['Epoch__c']), Number(row['Version__c'])];
    // A higher epoch is a rebuilt history: ours would be ignored until it is built on that one.
    if (owner !== store || epoch > awaited.epoch) return 'foreign';
    if (epoch < awaited.epoch || version < awaited.version) return 'old';
    // A version that we cannot have made yet was made before this store was put back from a copy.
    if (version > awaited.version) return 'foreign';
    const effect = row['Effect_Status__c'];
    return effect === 'Applied' || effect === 'Failed' ? effect : 'old';
}
type Effect = 'Applied' | 'Failed';

export function startConfirmer(options: ConfirmerOptions): Loop {
    const { org, store, client, breaker, budget, window, settings, onEnded, timing, log } = options;
    const { judge, unaskable } = createJudge(options);

    /** The rows of these messages by key, or null when the org did not answer. */
    async function ask(keys: readonly string[], columns: readonly string[]): Promise<Asked | null> {
        const result = await rowsOf(client.query, keys, columns);
        if (result.kind === 'answered') return result.value;
        if (result.kind === 'refused') {
            log.error({ org, code: result.code }, 'confirmation.refused');
            // Refused whatever it is about: the package or a permission is missing, if it does not pass by itself.
            breaker.failed(verdictOf(result.code) === 'dead' ? 'setup' : 'outage');
        }
        return null;
    }

    async function confirm(due: readonly Awaited[]): Promise<boolean> {
        const asked = await ask(due.map(keyOf), STATUS_COLUMNS);
        if (asked === null) return false;
        const { rows, refused } = asked;
        const strange = due.filter((each) => readRow(rows.get(each.messageKey), each, store.id) === 'foreign');
        const foreign = await ask(fitting(strange, selectOf(SNAPSHOT_COLUMNS), keyOf).map(keyOf), SNAPSHOT_COLUMNS);
        const flights = due.map((awaited): Flight => {
            const { id, attempt, messageKey } = awaited;
            const code = refused.get(messageKey);
            const news =
                code === undefined
                    ? judge(awaited, rows.get(messageKey), foreign?.rows.get(messageKey))
                    : unaskable(awaited, code);
            return { id, attempt, news };
        });
        await store.report(flights, timing.now());
        settle(flights);
        return true;
    }

    function settle(flights: readonly Flight[]): void {
        const count = (kind: FlightNews['kind']): number => flights.filter(({ news }) => news.kind === kind).length;
        const confirmed = count('confirmed') + count('foreign');
        window.confirmed(confirmed);
        if (count('missing') > 0) window.lost();
        options.rounds.confirmed(flights.filter(({ news }) => news.kind === 'confirmed').map(({ id }) => id));
        const line = { org, confirmed, missing: count('missing'), failed: count('failed'), dead: count('dead') };
        if (count('unseen') < flights.length) {
            log.info({ ...line, window: window.size }, 'delivery.confirmed');
            onEnded();
        }
    }

    async function step(): Promise<number> {
        const wait = breaker.waitMs();
        if (wait > 0) return wait;
        const now = timing.now();
        const due = fitting(await store.awaited(org, now, BATCH), selectOf(STATUS_COLUMNS), keyOf);
        if (due.length === 0) {
            const next = await store.nextCheckAt(org);
            return next === null ? IDLE_MS : Math.min(IDLE_MS, Math.max(COMPANY_MS, next - now));
        }
        if (!(await confirm(due))) return Math.max(breaker.waitMs(), IDLE_MS);
        return Math.min(Math.max(COMPANY_MS, budget.lingerMs()), settings.maxLingerMs);
    }
    return startLoop(timing, step, (error) => log.error({ org, err: error }, 'confirmer.failed'));
}

const keyOf = ({ messageKey }: Awaited): string => messageKey;

/** Names a message in the log. Not by its key: WhatsApp's message ids, for one, hold the number in base64. */
const markOf = (messageKey: string): string => hash('sha256', messageKey, 'hex').slice(0, 12);

/** Decides what a row, or its absence, means for the flight. */
function createJudge(options: ConfirmerOptions) {
    const { org, store, rounds, branchOf, numbers, settings, timing, random, log } = options;

    const backoff = (times: number): number =>
        timing.now() + REPUBLISH_BASE_MS + backoffMs(times, REPUBLISH_BASE_MS, REPUBLISH_CAP_MS, random);

    /** Not there yet: look again after as long as it has waited so far, until it counts as missing. */
    function unseen({ id, messageKey, publishedAt, misses }: Awaited, reason: string): FlightNews {
        const now = timing.now();
        const age = now - publishedAt;
        if (age < settings.missingAfterMs) {
            const rest = settings.missingAfterMs - age;
            return { kind: 'unseen', checkAt: now + Math.min(rest, Math.max(settings.confirmAfterMs, age)) };
        }
        if (rounds.missing(id)) {
            log.warn({ org, message: markOf(messageKey), reason }, 'message.dead');
            return { kind: 'dead', reason };
        }
        log.warn({ org, message: markOf(messageKey), misses: misses + 1 }, 'message.missing');
        return { kind: 'missing', dueAt: misses + 1 < SUSPECT_MISSES ? now : rounds.retryAt(now, backoff(misses)) };
    }

    function failed({ messageKey, failures }: Awaited, row: Row): FlightNews {
        const reason = `the effect failed: ${textOf(row['Effect_Error__c']) ?? 'no reason given'}`;
        log.error({ org, message: markOf(messageKey), failures: failures + 1 }, 'effect.failed');
        if (failures + 1 >= settings.maxAttempts) return { kind: 'dead', reason };
        return { kind: 'failed', dueAt: backoff(failures) };
    }

    /** The org answers for the others of its batch, and refuses whatever asks for this one. */
    function unaskable(awaited: Awaited, code: string): FlightNews {
        const reason = `the org refuses to be asked for it: ${code}`;
        if (verdictOf(code) !== 'dead') return unseen(awaited, reason);
        log.warn({ org, message: markOf(awaited.messageKey), reason }, 'message.dead');
        return { kind: 'dead', reason };
    }

    function judge(awaited: Awaited, row?: Row, foreign?: Row): FlightNews {
        const state = readRow(row, awaited, store.id);
        if (state === 'Applied') return { kind: 'confirmed' };
        if (state === 'Failed' && row !== undefined) return failed(awaited, row);
        if (state === 'foreign') {
            if (foreign !== undefined) return { kind: 'foreign', row: foreignRowOf(foreign, branchOf, numbers) };
            return { kind: 'unseen', checkAt: timing.now() + settings.confirmAfterMs };
        }
        return unseen(awaited, state === 'absent' ? 'no effect seen' : 'the effect is still pending');
    }
    return { judge, unaskable };
}
