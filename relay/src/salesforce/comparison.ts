/** Compares what the relay knows of its messages with their rows in an org, and publishes again what is not there. */
import { snapshotOf } from '../core/snapshot.ts';
import type { KnownMessage, Store } from '../core/store.ts';
import { STATUSES } from '../core/vocabulary.ts';
import type { DeliveryStatus } from '../core/vocabulary.ts';
import type { OrgClient } from './client.ts';
import { textOf } from './event.ts';
import { rowsOf, selectOf } from './rows.ts';
import type { Row } from './rows.ts';
import { fitting } from './soql.ts';

/** Drift that publishing again ends. */
const REPAIRABLE = ['missing', 'behind', 'failed'] as const;
/** `other`: the row says more, or something else as final: an edit, or another relay's news. Nothing we publish changes it. */
export const DRIFTS = [...REPAIRABLE, 'other', 'dead'] as const;
export type Drift = (typeof DRIFTS)[number];

export interface DriftRow {
    readonly org: string;
    readonly messageKey: string;
    readonly drift: Drift;
    readonly ours: string | null;
    /** What the row says; null when there is none, or the org's code when it will not be asked. */
    readonly theirs: string | null;
    /** Published again. */
    readonly repaired: boolean;
}

export interface Comparison extends Record<Drift, number> {
    readonly org: string;
    compared: number;
    agree: number;
    /** Still to be published or confirmed: nothing can be said of them yet. */
    underWay: number;
    republished: number;
    /** Rows that a sender made in the CRM and that no report has reached. */
    unheard: string[];
    questions: number;
    /** Not compared: the org did not answer any more, or enough was asked. */
    left: number;
}

export interface ComparisonOptions {
    readonly org: string;
    readonly store: Pick<Store, 'id' | 'messagesAfter' | 'message' | 'republish'>;
    readonly client: Pick<OrgClient, 'query'>;
    /** First heard of, epoch milliseconds: from, and before. */
    readonly since: number;
    readonly before: number;
    /** At most so many questions. */
    readonly limit: number;
    readonly repair: boolean;
    readonly now: () => number;
    /** Awaited before each question. */
    readonly pause: () => Promise<void>;
    /** Asked before each question: whether to leave the rest. */
    readonly isOver?: () => boolean;
    readonly onDrift?: (row: DriftRow) => void;
    readonly onProgress?: (compared: number) => void;
}

const COLUMNS = ['Message_Key__c', 'Epoch__c', 'Store__c', 'Version__c', 'Status__c', 'Effect_Status__c'];
const STEP = 500;
/** Questions are asked once there is enough for a full one. */
const FULL = 300;
/** What a sender expects and no report has reached; more than that is told as that many. */
const MOST_UNHEARD = 2_000;

const rankOf = (status: string | null): number =>
    status !== null && Object.hasOwn(STATUSES, status) ? STATUSES[status as DeliveryStatus].rank : 0; // the cast holds: it is one of its names

/** How a row stands to what we know; null when it says the same, or has not been reached yet. */
export function driftOf(message: KnownMessage, row: Row | undefined, storeId: string): Drift | 'under way' | null {
    if (message.phase === 'dead') return 'dead';
    if (message.phase !== 'idle' || message.confirmed < message.version) return 'under way';
    const owner = textOf(row?.['Store__c']);
    if (row === undefined || owner === null) return 'missing';
    if (row['Effect_Status__c'] === 'Failed') return 'failed';
    const [epoch, version] = [Number(row['Epoch__c']), Number(row['Version__c'])];
    const older = epoch < message.epoch || (epoch === message.epoch && version < message.confirmed);
    if (owner === storeId && older) return 'behind';
    const [ours, theirs] = [snapshotOf(message.tracker).status, textOf(row['Status__c'])];
    if (ours === theirs) return null;
    return rankOf(theirs) < rankOf(ours) && epoch <= message.epoch ? 'behind' : 'other';
}

const keyOf = ({ messageKey }: KnownMessage): string => messageKey;

export async function compareOrg(options: ComparisonOptions): Promise<Comparison> {
    const { org, store, client, since, before, limit, pause, onProgress } = options;
    const tally: Comparison = {
        ...{ org, compared: 0, agree: 0, underWay: 0, missing: 0, behind: 0, failed: 0, other: 0, dead: 0 },
        ...{ republished: 0, unheard: [], questions: 0, left: 0 },
    };
    const query: OrgClient['query'] = async (soql) => {
        await pause();
        tally.questions += 1;
        return client.query(soql);
    };
    const judge = createJudge(options, tally);
    let ended = false;
    const mayAsk = (): boolean => !ended && tally.questions < limit && options.isOver?.() !== true;

    /** Asks as often as it takes until fewer than so many are left. */
    async function settle(pending: KnownMessage[], least: number): Promise<void> {
        while (!ended && pending.length > least) {
            const batch = fitting(pending, selectOf(COLUMNS), keyOf);
            ended = !mayAsk();
            if (ended) break;
            const asked = await rowsOf(query, batch.map(keyOf), COLUMNS);
            ended = asked.kind !== 'answered';
            if (asked.kind === 'answered') await judge(pending.splice(0, batch.length), asked.value);
            onProgress?.(tally.compared);
        }
        if (ended) tally.left += pending.splice(0).length;
    }

    const pending: KnownMessage[] = [];
    for (let after = 0; ;) {
        const step = await store.messagesAfter(after, STEP);
        const last = step.at(-1);
        if (last === undefined) break;
        after = last.id;
        pending.push(...step.filter((each) => each.org === org && isWithin(each, since, before)));
        await settle(pending, FULL);
    }
    await settle(pending, 0);
    if (mayAsk()) tally.unheard = await findUnheard(query, options);
    return tally;
}

function isWithin({ tracker }: KnownMessage, since: number, before: number): boolean {
    const receivedAt = Date.parse(tracker.times.receivedAt?.value ?? '');
    return receivedAt >= since && receivedAt < before;
}

/** Counts what a question told, and publishes again what is not there. */
function createJudge({ org, store, repair, now, onDrift }: ComparisonOptions, tally: Comparison) {
    type Found = { readonly message: KnownMessage; readonly drift: Drift; readonly theirs: string | null };

    /** What has changed since we read it may have reached the row before we asked. */
    async function hasMoved({ messageKey, version, confirmed, phase }: KnownMessage): Promise<boolean> {
        const today = await store.message(org, messageKey);
        return today?.version !== version || today.confirmed !== confirmed || today.phase !== phase;
    }

    return async (
        messages: readonly KnownMessage[],
        { rows, refused }: { readonly rows: ReadonlyMap<string, Row>; readonly refused: ReadonlyMap<string, string> },
    ): Promise<void> => {
        const found: Found[] = [];
        for (const message of messages) {
            const row = rows.get(message.messageKey);
            const code = refused.get(message.messageKey);
            const drift = code === undefined ? driftOf(message, row, store.id) : 'other';
            tally.compared += 1;
            if (drift === null) tally.agree += 1;
            else if (drift === 'under way' || (await hasMoved(message))) tally.underWay += 1;
            else found.push({ message, drift, theirs: code ?? textOf(row?.['Status__c']) });
        }
        const repairable = found.filter(({ drift }) => repair && REPAIRABLE.some((each) => each === drift));
        if (repairable.length > 0)
            tally.republished += await store.republish(
                org,
                repairable.map(({ message }) => message.messageKey),
                now(),
            );
        for (const each of found) {
            const { message, drift, theirs } = each;
            tally[drift] += 1;
            const ours = snapshotOf(message.tracker).status;
            onDrift?.({
                org,
                messageKey: message.messageKey,
                drift,
                ours,
                theirs,
                repaired: repairable.includes(each),
            });
        }
    };
}

const soqlTime = (time: number): string => new Date(time).toISOString();

/** Messages that a sender made in the CRM in that time, and of which the relay has never heard. */
async function findUnheard(
    query: OrgClient['query'],
    { org, store, since, before }: ComparisonOptions,
): Promise<string[]> {
    const result = await query(
        'SELECT Message_Key__c FROM Message__c WHERE Store__c = null AND Message_Key__c != null ' +
            `AND CreatedDate >= ${soqlTime(since)} AND CreatedDate < ${soqlTime(before)} ` +
            `ORDER BY CreatedDate LIMIT ${MOST_UNHEARD}`,
    );
    if (result.kind !== 'answered') return [];
    const unheard: string[] = [];
    for (const row of result.value) {
        const key = textOf(row['Message_Key__c']);
        if (key !== null && (await store.message(org, key)) === null) unheard.push(key);
    }
    return unheard;
}
