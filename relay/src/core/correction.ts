/**
 * Taking back what a wrong mapping made of a message. A join never forgets, so a later report cannot do that: what some
 * reports said is taken out, and what they say today is joined in.
 */
import { reportPrefix } from './history.ts';
import { joinReports, joinTrackers, reportKey } from './merge.ts';
import type { Sourced, Tracker } from './merge.ts';
import type { DeliveryReport } from './ports.ts';
import { unconfirmedReport } from './report.ts';

export interface Correction {
    readonly org: string;
    readonly messageKey: string;
    /** Beginnings of the keys of reports whose earlier words do not count any more. */
    readonly withdrawn: readonly string[];
    /** What they say today. */
    readonly tracker: Tracker;
}

type Sources = Readonly<Record<string, Sourced<unknown>>>;

/** Without what came from these reports. */
function without(tracker: Tracker, withdrawn: ReadonlySet<string>): Tracker {
    const stays = ({ key }: { readonly key: string }): boolean => !withdrawn.has(reportPrefix(key));
    const some = (all: Sources): Sources => Object.fromEntries(Object.entries(all).filter(([, entry]) => stays(entry)));
    const { outcome, fields, times, history } = tracker;
    return {
        ...tracker,
        outcome: outcome !== null && stays(outcome) ? outcome : null,
        fields: some(fields),
        times: some(times),
        history: { ...history, entries: history.entries.filter(stays) },
    };
}

/** Landed's own reports, of which little is left once a provider's stand above them: only their history knows them. */
function ownReports({ messageKey, fields, history }: Tracker): DeliveryReport[] {
    const { provider, channel } = fields;
    if (provider === undefined || channel === undefined) return [];
    const message = { messageKey, provider: provider.value, channel: channel.value };
    return history.entries.flatMap(({ word, at, key }) => {
        if (word !== 'Unconfirmed' || at === null) return [];
        const report = unconfirmedReport(message, at);
        return reportPrefix(reportKey(report)) === key ? [report] : [];
    });
}

/** Reports that came meanwhile are in no correction, and stay. The same mapping makes the same of the same reports. */
export function corrected(tracker: Tracker, { withdrawn, tracker: today }: Correction): Tracker {
    const joined = joinTrackers(without(tracker, new Set(withdrawn)), today);
    return joinReports(joined, ownReports(joined));
}

/**
 * The reports whose words give way to those of today. `kept`: beginnings of the keys of all that can still be read of
 * this message. Where that is all there ever was, everything else gives way too, for the mapping may have changed the
 * keys themselves; what only an erased request said stays.
 */
export function withdrawnOf(
    { history }: Tracker,
    kept: ReadonlySet<string>,
    complete: boolean,
): { readonly withdrawn: readonly string[]; readonly erased: number } {
    // Unconfirmed is Landed's own word and no provider's: nobody takes it back.
    const told = new Set(history.entries.filter(({ word }) => word !== 'Unconfirmed').map(({ key }) => key));
    const others = [...told].filter((key) => !kept.has(key));
    const whole = complete && !history.cut && kept.size >= told.size;
    return { withdrawn: whole ? [...kept, ...others] : [...kept], erased: whole ? 0 : others.length };
}
