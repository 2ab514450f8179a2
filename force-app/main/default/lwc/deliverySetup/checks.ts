import type { GraphQLNode } from 'lightning/graphql';
import { countText, secondsText } from 'c/figureText';
import { amount, isHidden, text } from 'c/graphqlFields';
import { fillLabel } from 'c/labelText';
import { LABELS } from './labels';
import { VAGUE_CODES } from './vagueCodes';

export type CheckState = 'good' | 'warn' | 'bad';
export interface Check {
    readonly key: string;
    readonly state: CheckState;
    readonly title: string;
    readonly detail: string;
    /** What to do; empty when there is nothing. */
    readonly fix: string;
}

export interface Rights {
    readonly readsMessages: boolean;
    readonly writesAlerts: boolean;
    readonly writesSuppressions: boolean;
}

export interface Source {
    readonly source: string;
    readonly lastAt: number | undefined;
    readonly requests: number;
    readonly silent: boolean;
}

/** Of a budget: above this share there is little left for what else the org does. */
const MUCH = 0.8;
/** Of messages that wait: more than a second's worth of the fastest hour. */
const MANY = 1_000;
/** The objective of a report's way from the carrier to its record. */
const OBJECTIVE_SECONDS = 30;

export function relayChecks(relay: GraphQLNode | undefined, now: number): Check[] {
    if (!relay) return [check('relay', 'bad', LABELS.relay, LABELS.noRelay, LABELS.noRelayFix)];
    return [
        aliveCheck(relay, now),
        countCheck('dead', LABELS.dead, amount(relay, 'deadLetters') ?? 0, LABELS.deadFix),
        backlogCheck(relay),
        receiptCheck(relay),
        automationCheck(relay),
        latencyCheck(relay),
        budgetCheck('api', LABELS.api, amount(relay, 'apiUsed'), amount(relay, 'apiLimit'), LABELS.apiFix),
        budgetCheck(
            'events',
            LABELS.events,
            amount(relay, 'eventsUsed'),
            amount(relay, 'eventsLimit'),
            LABELS.eventsFix,
        ),
    ].flat();
}

/** The row says what the relay last knew of itself; a heartbeat that is overdue says more. */
function aliveCheck(relay: GraphQLNode, now: number): Check {
    const state = text(relay, 'state');
    const expectedBy = Date.parse(text(relay, 'expectedBy') ?? '');
    if (state === 'Stopped on Purpose') return check('relay', 'bad', LABELS.relay, LABELS.stopped, LABELS.stoppedFix);
    if (state === 'Silent' || expectedBy < now)
        return check('relay', 'bad', LABELS.relay, LABELS.silent, LABELS.silentFix);
    if (state === 'Degraded')
        return check('relay', 'warn', LABELS.relay, text(relay, 'trouble') ?? LABELS.degraded, LABELS.degradedFix);
    return check('relay', 'good', LABELS.relay, LABELS.running, '');
}

function countCheck(key: string, title: string, count: number, fix: string): Check {
    return check(key, count === 0 ? 'good' : 'warn', title, countText(count), count === 0 ? '' : fix);
}

function backlogCheck(relay: GraphQLNode): Check {
    const waiting = amount(relay, 'backlog') ?? 0;
    const detail = fillLabel(LABELS.backlogDetail, countText(waiting), countText(amount(relay, 'inDoubt') ?? 0));
    const isMuch = waiting > MANY;
    return check('backlog', isMuch ? 'warn' : 'good', LABELS.backlog, detail, isMuch ? LABELS.backlogFix : '');
}

/** A report is done only when its effect is seen here: what is in doubt is asked for, and published again, until it is. */
function receiptCheck(relay: GraphQLNode): Check[] {
    const [accepted, confirmed, inDoubt] = ['accepted', 'confirmedToday', 'inDoubt'].map((name) => amount(relay, name));
    if (accepted === null && confirmed === null) return [];
    const detail = fillLabel(
        LABELS.receiptsDetail,
        ...[accepted, confirmed, inDoubt].map((count) => countText(count ?? 0)),
    );
    const isMuch = (inDoubt ?? 0) > MANY;
    return [check('receipts', isMuch ? 'warn' : 'good', LABELS.receipts, detail, isMuch ? LABELS.backlogFix : '')];
}

/** The names come from a formula field, because a component cannot read custom metadata. */
function automationCheck(relay: GraphQLNode): Check[] {
    if (isHidden(relay, 'automationsOff')) return [];
    const off = (text(relay, 'automationsOff') ?? '').trim().split(/\s+/).filter(Boolean);
    if (off.length === 0) return [check('automations', 'good', LABELS.automations, LABELS.automationsOn, '')];
    const detail = fillLabel(LABELS.automationsOff, off.join(', '));
    return [check('automations', 'warn', LABELS.automations, detail, LABELS.automationsFix)];
}

function latencyCheck(relay: GraphQLNode): Check[] {
    const hops = ['reported', 'published', 'confirmed'].map((hop) => amount(relay, hop));
    if (hops.every((hop) => hop === null)) return [];
    const shown = hops.map((hop) => (hop === null ? LABELS.notMeasured : secondsText(hop)));
    const isSlow = hops.reduce<number>((sum, hop) => sum + (hop ?? 0), 0) > OBJECTIVE_SECONDS;
    const detail = fillLabel(LABELS.latencyDetail, ...shown);
    return [check('latency', isSlow ? 'warn' : 'good', LABELS.latency, detail, isSlow ? LABELS.latencyFix : '')];
}

function budgetCheck(key: string, title: string, used: number | null, limit: number | null, fix: string): Check[] {
    if (used === null || limit === null || limit <= 0) return [];
    const isMuch = used / limit > MUCH;
    return [
        check(
            key,
            isMuch ? 'warn' : 'good',
            title,
            fillLabel(LABELS.budget, countText(used), countText(limit)),
            isMuch ? fix : '',
        ),
    ];
}

export function rightChecks({ readsMessages, writesAlerts, writesSuppressions }: Rights): Check[] {
    const right = (key: string, has: boolean, what: string): Check =>
        check(key, has ? 'good' : 'warn', what, has ? LABELS.allowed : LABELS.notAllowed, has ? '' : LABELS.rightsFix);
    return [
        right('messages', readsMessages, LABELS.seeMessages),
        right('alerts', writesAlerts, LABELS.takeAlerts),
        right('suppressions', writesSuppressions, LABELS.liftSuppressions),
    ];
}

function check(key: string, state: CheckState, title: string, detail: string, fix: string): Check {
    return { key, state, title, detail, fix };
}

/** As the relay wrote them; what cannot be read is left out. */
export function readSources(relay: GraphQLNode | undefined): Source[] {
    try {
        const list = JSON.parse((relay && text(relay, 'sources')) ?? '[]') as unknown;
        return (Array.isArray(list) ? list : []).map((one: Readonly<Record<string, unknown>>) => ({
            source: String(one['source']),
            lastAt: Date.parse(String(one['lastAt'])) || undefined,
            requests: Number(one['requests'] ?? 0),
            silent: one['silent'] === true,
        }));
    } catch {
        return []; // cut off at the field's length
    }
}

export function sourceWord({ lastAt, silent }: Source): string {
    if (lastAt === undefined) return LABELS.sourceNew;
    return silent ? LABELS.sourceSilent : LABELS.sourceHeard;
}

/** Whether a code is known, and its provider itself says no more of it than that something failed. */
export function isVague(provider: string, code: string): boolean {
    return VAGUE_CODES[provider]?.includes(code) ?? false;
}
