/** A message's history: every report that was seen of it, as a set with an order that no arrival can change. */
import type { DeliveryReport } from './ports.ts';
import { STATUSES } from './vocabulary.ts';
import type { DeliveryStatus } from './vocabulary.ts';

export interface HistoryEntry {
    /** The first characters of the report key: enough to tell the reports of one message apart. */
    readonly key: string;
    /** The provider's time, null when it gave none. */
    readonly at: string | null;
    /** The earliest receipt; shown when the provider gave no time, never used to sort. */
    readonly receivedAt: string;
    /** Our word for it: a status, an engagement, or `-` for a raw status nobody has listed. */
    readonly word: string;
    readonly raw: string;
    readonly code: string;
}

export interface History {
    readonly entries: readonly HistoryEntry[];
    /** Some entries between the first and the last are left out. */
    readonly cut: boolean;
}

/** Long text of `Delivery_Report__e.History__c`. */
export const HISTORY_CHARACTERS = 30_000;

/** Kept at either end, so that no flood of reports can grow a tracker without bound. */
const ENDS = 200;
const KEY_CHARACTERS = 12;
const ABOVE_EVERY_STATUS = 60;
const BLANK = '-';
const GAP = '…';
const SEPARATOR = ' | ';

export const NO_HISTORY: History = { entries: [], cut: false };

/** Nothing that could break a line of the history apart, or make it long. */
function word(text: string | null, limit: number): string {
    const clean = (text ?? '').replaceAll(/[\p{Cc}\p{Zl}\p{Zp}|]+/gu, ' ').trim();
    return clean === '' ? BLANK : clean.slice(0, limit).toWellFormed();
}

/** What a history keeps of a report's key. */
export const reportPrefix = (key: string): string => key.slice(0, KEY_CHARACTERS);

export function historyOf(report: DeliveryReport, key: string): History {
    const entry: HistoryEntry = {
        key: reportPrefix(key),
        at: report.occurredAt,
        receivedAt: report.receivedAt,
        word: report.status ?? report.engagement ?? BLANK,
        raw: word(report.rawStatus, 60),
        code: word(report.code, 40),
    };
    return { entries: [entry], cut: false };
}

/** Unlisted statuses first, engagement after every status. */
function order(entry: HistoryEntry): number {
    if (entry.word === BLANK) return 0;
    // The cast holds: `in` has just been asked.
    return entry.word in STATUSES ? STATUSES[entry.word as DeliveryStatus].rank : ABOVE_EVERY_STATUS;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** By provider time, entries without one first; what has no time of its own stands in the order of the ranks. */
function compareEntries(a: HistoryEntry, b: HistoryEntry): number {
    return (
        compareText(a.at ?? '', b.at ?? '') ||
        order(a) - order(b) ||
        compareText(a.key, b.key) ||
        compareText(a.word, b.word) ||
        compareText(a.raw, b.raw) ||
        compareText(a.code, b.code)
    );
}

/** Both lists are in order and free of repetition; so is the result. */
function union(left: readonly HistoryEntry[], right: readonly HistoryEntry[]): HistoryEntry[] {
    const merged: HistoryEntry[] = [];
    for (const entry of [...left, ...right].sort(compareEntries)) {
        const last = merged.at(-1);
        if (last === undefined || compareEntries(last, entry) !== 0) merged.push(entry);
        else if (entry.receivedAt < last.receivedAt) merged[merged.length - 1] = entry;
    }
    return merged;
}

export function joinHistories(a: History, b: History): History {
    const entries = union(a.entries, b.entries);
    if (entries.length <= 2 * ENDS) return { entries, cut: a.cut || b.cut };
    // Keeping the ends of a union is a join as well: what falls out once can never be among the ends again.
    return { entries: [...entries.slice(0, ENDS), ...entries.slice(-ENDS)], cut: true };
}

function line(entry: HistoryEntry): string {
    return [entry.at ?? `~${entry.receivedAt}`, entry.word, entry.raw, entry.code, entry.key].join(SEPARATOR);
}

/** One line a report; `~` marks a time of receipt. The middle gives way to a line `…` when the text grows too long. */
export function historyText(history: History, limit = HISTORY_CHARACTERS): string | null {
    const lines = history.entries.map(line);
    if (lines.length === 0) return null;
    if (history.cut) lines.splice(Math.ceil(lines.length / 2), 0, GAP);
    const whole = lines.join('\n');
    if (whole.length <= limit) return whole;
    const head: string[] = [];
    const tail: string[] = [];
    let left = limit - GAP.length - 1;
    const rest = lines.filter((text) => text !== GAP);
    for (let taken = 0; rest.length > 0; taken += 1) {
        const next = taken % 2 === 0 ? rest.shift() : rest.pop();
        if (next === undefined || next.length + 1 > left) break;
        left -= next.length + 1;
        if (taken % 2 === 0) head.push(next);
        else tail.unshift(next);
    }
    return [...head, GAP, ...tail].join('\n');
}

/** Reads what `historyText` wrote, so that the history of a row made by another relay can be joined with ours. */
export function readHistory(text: string | null): History {
    const lines = (text ?? '').split(/\r?\n/).filter((each) => each !== '');
    const entries = lines.flatMap((each): HistoryEntry[] => {
        const [time, ours, raw, code, key, ...more] = each.split(SEPARATOR);
        if (!time || !ours || !raw || !code || !key || more.length > 0) return [];
        const received = time.startsWith('~');
        const instant = received ? time.slice(1) : time;
        return [{ key, at: received ? null : instant, receivedAt: instant, word: ours, raw, code }];
    });
    return { entries: union(entries, []), cut: lines.includes(GAP) };
}
