/** What an operator is woken for, and how seldom. Pure: the same signs, the same alarms. No word of it names a person. */

export const ALARM_KINDS = [
    'Source Silent',
    'Dead Letters',
    'Limit Near',
    'Store Nearly Full',
    'Turning Away',
    'Org Unreachable',
    'Slow',
] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

export interface Alarm {
    readonly kind: AlarmKind;
    /** What it is about: a source, an org, the relay. */
    readonly subject: string;
    readonly detail: string;
}

/** What to do, in one sentence; docs/operating.md says more. */
export const ADVICE: Readonly<Record<AlarmKind, string>> = {
    'Source Silent':
        "Look at the webhook in the provider's console, at the front and its certificate, for 401 in the log.",
    'Dead Letters': 'landed dead list says why; correct it, then landed dead replay.',
    'Limit Near': 'Find who else uses it up, or lower publishing.apiShare; the relay waits and loses nothing.',
    'Store Nearly Full': 'Make room or give it a larger disk; landed purge --compact shrinks the files.',
    'Turning Away': 'landed status says how long providers repeat; the log says under store.failed what is wrong.',
    'Org Unreachable': 'landed doctor says what stands in the way; everything is kept and follows by itself.',
    Slow: 'reported: the provider, or the front; published: /ready and the limits; confirmed: the flows of the org.',
};

export interface Signs {
    readonly silentSources: readonly string[];
    readonly dead: number;
    readonly limits: readonly {
        readonly org: string;
        readonly name: string;
        readonly used: number;
        readonly limit: number;
        readonly emptyAt: number | null;
    }[];
    /** Parts, 0 to 1, of what the store may use. */
    readonly full: readonly { readonly what: string; readonly part: number }[];
    /** `relay`, or the org whose reports alone are. */
    readonly turnedAway: readonly { readonly subject: string; readonly since: number }[];
    /** Of the last hour: what 95 percent of the reports needed at most for a hop, in milliseconds. */
    readonly hops: readonly { readonly hop: string; readonly p95: number }[];
    /** Orgs that take nothing: since when, and the trouble's name. */
    readonly paused: readonly { readonly org: string; readonly trouble: string; readonly since: number }[];
}

export interface AlarmSettings {
    readonly limitPercent: number;
    readonly storePercent: number;
    readonly orgMinutes: number;
    readonly hopSeconds: number;
    readonly againMinutes: number;
}

const MINUTE_MS = 60_000;
const clock = (time: number): string => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
const percent = (part: number): number => Math.round(part * 100);

/** `deadBefore`: how many dead letters somebody has been told of. */
export function alarmsOf(signs: Signs, deadBefore: number, settings: AlarmSettings, now: number): Alarm[] {
    const { silentSources, dead, limits, full, turnedAway, hops, paused } = signs;
    return [
        ...silentSources.map((source): Alarm => ({
            ...{ kind: 'Source Silent', subject: source },
            detail: `Nothing has come from ${source} for much longer than is usual for it.`,
        })),
        ...(dead > deadBefore
            ? [
                  {
                      kind: 'Dead Letters',
                      subject: 'relay',
                      detail: `${dead} are set aside, ${dead - deadBefore} of them new.`,
                  } as const,
              ]
            : []),
        ...limits
            .filter(({ used, limit, emptyAt }) => emptyAt !== null || used * 100 >= settings.limitPercent * limit)
            .map(({ org, name, used, limit, emptyAt }): Alarm => {
                const end = emptyAt === null ? '' : ` At this pace they end at ${clock(emptyAt)}.`;
                const detail = `${used} of ${limit} ${name} of ${org} are used.${end}`;
                return { kind: 'Limit Near', subject: `${org} ${name}`, detail };
            }),
        ...full
            .filter(({ part }) => part * 100 >= settings.storePercent)
            .map(({ what, part }): Alarm => ({
                ...{ kind: 'Store Nearly Full', subject: what },
                detail: `${what}: ${percent(part)} % of what there is are used.`,
            })),
        ...turnedAway.map(({ subject, since }): Alarm => {
            const whose = subject === 'relay' ? 'Requests' : `Requests for ${subject}`;
            return { kind: 'Turning Away', subject, detail: `${whose} are answered 503 since ${clock(since)}.` };
        }),
        ...hops
            .filter(({ p95 }) => p95 > settings.hopSeconds * 1_000)
            .map(({ hop, p95 }): Alarm => ({
                ...{ kind: 'Slow', subject: hop },
                detail: `Of the reports of the last hour one in twenty took longer than ${Math.round(p95 / 1_000)} s to be ${hop}.`,
            })),
        ...paused
            .filter(({ since }) => now - since >= settings.orgMinutes * MINUTE_MS)
            .map(({ org, trouble, since }): Alarm => ({
                ...{ kind: 'Org Unreachable', subject: org },
                detail: `${org} takes nothing since ${clock(since)}: ${trouble}.`,
            })),
    ];
}

/** An alarm that somebody has been told of. */
export interface Told {
    readonly alarm: Alarm;
    readonly toldAt: number;
    /** When it was last the case. */
    readonly seenAt: number;
}

export interface Notice {
    readonly raised: readonly Alarm[];
    /** Not the case any more, and for a while. */
    readonly cleared: readonly Alarm[];
}

/** What comes and goes within it is one. */
const QUIET_MS = 10 * MINUTE_MS;
const nameOf = ({ kind, subject }: Alarm): string => `${kind} ${subject}`;

/** Whom it was news for: each alarm once while it lasts, and again only after a long time. */
export function throttle(told: readonly Told[], alarms: readonly Alarm[], settings: AlarmSettings, now: number) {
    const known = new Map(told.map((each) => [nameOf(each.alarm), each]));
    const raised: Alarm[] = [];
    for (const alarm of alarms) {
        const before = known.get(nameOf(alarm));
        const isNews = before === undefined || now - before.toldAt >= settings.againMinutes * MINUTE_MS;
        if (isNews) raised.push(alarm);
        known.set(nameOf(alarm), { alarm, toldAt: isNews ? now : before.toldAt, seenAt: now });
    }
    const over = [...known.values()].filter(({ seenAt }) => now - seenAt >= QUIET_MS);
    for (const { alarm } of over) known.delete(nameOf(alarm));
    // Dead letters are not over because none is new.
    const cleared = over.map(({ alarm }) => alarm).filter(({ kind }) => kind !== 'Dead Letters');
    const notice: Notice = { raised, cleared };
    return { notice, told: [...known.values()] };
}
