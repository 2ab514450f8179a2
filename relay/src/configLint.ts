/** Settings that are valid one by one and cannot work together, and those that work otherwise than somebody may think. */
import { latestSeconds } from './core/policyLint.ts';
import type { ReportEvent } from './core/wanted.ts';

interface Source {
    readonly provider: string;
    readonly name: string;
    /** As references or as values. */
    readonly secrets: readonly unknown[];
    readonly batchMinutes: number;
    readonly purposes?: readonly string[] | undefined;
    readonly keep?: { readonly minutes: number | null } | undefined;
    readonly events?: readonly ReportEvent[] | undefined;
    readonly frontHeader?: object | undefined;
}

interface Settings {
    readonly listen: { readonly trustedProxies: readonly string[] };
    readonly sources: readonly Source[];
    readonly windows: { readonly purposes: Readonly<Record<string, number>> };
    readonly retention: { readonly days: number };
}

/** Purposes with a window of their own whose messages may come by this source. */
function windowsOf({ purposes }: Source, { windows }: Settings): [string, number][] {
    const named = purposes?.map((name) => name.toLowerCase());
    return Object.entries(windows.purposes).filter(([name]) => named?.includes(name.toLowerCase()) ?? true);
}

/** What is refused at the start: it would send a follow-up for every single message. */
export function contradictions(settings: Settings): string[] {
    return [...settings.sources.flatMap(deafTo), ...tooLate(settings), ...unprovable(settings)];
}

/** A header that anybody may send proves nothing. */
function unprovable({ sources, listen }: Settings): string[] {
    return sources.flatMap(({ frontHeader }, index) =>
        frontHeader === undefined || listen.trustedProxies.length > 0
            ? []
            : [`sources.${index}.frontHeader: name the front in listen.trustedProxies, or every call is refused`],
    );
}

/** A message that is heard of and whose delivery is not becomes unconfirmed, every one. */
function deafTo({ events }: Source, index: number): string[] {
    const begun = events?.find((event) => event === 'queued' || event === 'sent');
    if (events === undefined || begun === undefined || events.includes('delivered')) return [];
    return [
        `sources.${index}.events: with "${begun}" and without "delivered" every message counts as unconfirmed in the end and falls back: add "delivered", or leave out "queued" and "sent"`,
    ];
}

function tooLate(settings: Settings): string[] {
    return settings.sources.flatMap((source, index) => {
        const collects = latestSeconds(source.batchMinutes);
        return windowsOf(source, settings)
            .filter(([, seconds]) => seconds < collects)
            .map(
                ([purpose, seconds]) =>
                    `sources.${index}.batchMinutes: reports come up to ${source.batchMinutes} minutes late, and "${purpose}" falls back after ${seconds} s: let the provider send at once, lengthen windows.purposes, or say in sources.${index}.purposes that none of these come here`,
            );
    });
}

export interface Doubt {
    readonly detail: string;
    readonly fix: string;
}

/** Within three days an org may be closed for a weekend; replays need what came meanwhile. */
const LEAST_RETENTION_DAYS = 3;
/** A carrier's receipt takes some seconds, and half a minute at night. */
const LEAST_WINDOW_SECONDS = 30;

/** What `landed doctor` asks about. */
export function doubts(settings: Settings): Doubt[] {
    const { sources, windows, retention } = settings;
    const short = Object.entries(windows.purposes).filter(([, seconds]) => seconds < LEAST_WINDOW_SECONDS);
    const erased = sources.flatMap((source, index) => {
        const minutes = source.keep?.minutes ?? null;
        if (minutes === null) return [];
        return windowsOf(source, settings)
            .filter(([, seconds]) => minutes * 60 <= seconds)
            .map(([purpose]): Doubt => {
                const detail = `sources.${index}.keep.minutes: messages are erased before the window of "${purpose}" closes, and then nothing falls back`;
                return { detail, fix: 'Keep them longer than that window.' };
            });
    });
    return [
        ...short.map(([purpose, seconds]): Doubt => {
            const detail = `windows.purposes: "${purpose}" falls back after ${seconds} s, before most receipts can come`;
            return { detail, fix: `Allow at least ${LEAST_WINDOW_SECONDS} s, or people are contacted twice.` };
        }),
        ...(retention.days < LEAST_RETENTION_DAYS
            ? [
                  {
                      detail: `retention.days: after ${retention.days} days nothing is left to replay`,
                      fix: `Keep at least ${LEAST_RETENTION_DAYS} days, so that a weekend's trouble can be repaired.`,
                  },
              ]
            : []),
        ...erased,
        ...sharedSecrets(sources),
    ];
}

/**
 * What a provider repeats only after the window has closed comes too late for it, if the relay is away at that moment:
 * not refused, for most providers take longer than the 90 seconds in which a one-time password is of use.
 */
export function retryDoubts(settings: Settings, retrySecondsOf: (provider: string) => number): Doubt[] {
    return settings.sources.flatMap((source): Doubt[] => {
        const retry = retrySecondsOf(source.provider);
        const short = windowsOf(source, settings).filter(([, seconds]) => seconds < retry);
        if (short.length === 0) return [];
        const named = short.map(([purpose, seconds]) => `"${purpose}" (${seconds} s)`).join(', ');
        return [
            {
                detail: `${source.provider}/${source.name} may repeat a report only after ${retry} s, when ${named} have fallen back already`,
                fix: 'Two relays on one PostgreSQL miss no report (docs/operating.md); else say in `purposes` what comes by this source.',
            },
        ];
    });
}

function sharedSecrets(sources: readonly Source[]): Doubt[] {
    const users = Map.groupBy(
        sources.flatMap(({ provider, name, secrets }) =>
            secrets.map((secret) => ({ source: `${provider}/${name}`, secret: JSON.stringify(secret) })),
        ),
        ({ secret }) => secret,
    );
    return [...users.values()]
        .map((uses) => [...new Set(uses.map(({ source }) => source))])
        .filter((names) => names.length > 1)
        .map((names) => ({
            detail: `${names.join(' and ')} share a secret: whoever knows it for one can forge reports of the other`,
            fix: "Give each source a secret of its own, unless it is the provider's one for the whole account.",
        }));
}
