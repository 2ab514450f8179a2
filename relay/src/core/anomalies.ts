/** What counters and vital signs tell that no single message does. Pure: the same figures, the same findings. */
import type { CodeOverrides } from './codeOverrides.ts';
import { codesOf } from './totals.ts';
import type { Contribution } from './totals.ts';
import type { SourceVitals } from './vitals.ts';

export interface AlertSettings {
    readonly deliveryRatePercent: number;
    readonly deliveryRateMessages: number;
    /** Reports of a minute: so many times the usual ones, and at least so many. */
    readonly trafficFactor: number;
    readonly trafficReports: number;
    /** Failures of one class, or rejections, of a quarter of an hour: as with the traffic. */
    readonly failureFactor: number;
    readonly failureMessages: number;
    readonly outlierDeviations: number;
    readonly outlierMessages: number;
    readonly greyRouteMessages: number;
    readonly orphanPercent: number;
    readonly orphanMessages: number;
    /** Percentage points above the usual. */
    readonly pendingPoints: number;
    readonly pendingMessages: number;
    readonly lateMessages: number;
}

/** One alert by its kind, subject and window, however often it is found. */
export interface Finding {
    readonly kind:
        | 'Low Delivery Rate'
        | 'Silent Provider'
        | 'Dead Letters'
        | 'Traffic Spike'
        | 'Failure Spike'
        | 'Rejection Rise'
        | 'Statistical Outlier'
        | 'Pending Rise'
        | 'Grey Route'
        | 'Artificial Traffic'
        | 'Wrong Override'
        | 'Unknown Code'
        | 'False Delivery'
        | 'Waiting Too Long'
        | 'Sender Not Registered';
    /** Empty when it is not about one. */
    readonly campaignId: string;
    readonly subject: string;
    /** The provider's id; empty when it is not about one. */
    readonly provider: string;
    readonly carrier: string;
    readonly country: string;
    readonly failureClass: string;
    /** Since when, and what tells it from the next of its kind. */
    readonly since: number;
    readonly observed: number;
    readonly expected: number | null;
    readonly detail: string;
}

const NO_PLACE = { carrier: '', country: '', failureClass: '' };

/** States after which nothing better is to be expected; a delivery may still come after Unconfirmed. */
const ENDED = ['Delivered', 'Expired', 'Failed', 'Undelivered', 'Rejected'].map((status) => `status:${status}`);

export const percent = (part: number, whole: number): number => Math.round((part * 1_000) / whole) / 10;

/** Campaigns of which too few messages of a day have arrived, of those that have ended. */
export function lowDeliveryRates(
    totals: readonly Contribution[],
    settings: Pick<AlertSettings, 'deliveryRatePercent' | 'deliveryRateMessages'>,
): Finding[] {
    const campaigns = Map.groupBy(
        totals.filter(({ dimensions }) => dimensions.campaignId !== ''),
        ({ dimensions: { campaignId, day } }) => `${campaignId} ${day}`,
    );
    return [...campaigns].flatMap(([name, rows]): Finding[] => {
        const [campaignId = '', day = ''] = name.split(' ');
        const sum = (figure: string): number => rows.reduce((all, { figures }) => all + (figures[figure] ?? 0), 0);
        const ended = ENDED.reduce((all, figure) => all + sum(figure), 0);
        const delivered = sum('status:Delivered');
        if (ended < settings.deliveryRateMessages) return [];
        if (delivered * 100 >= settings.deliveryRatePercent * ended) return [];
        const observed = percent(delivered, ended);
        return [
            {
                ...NO_PLACE,
                ...{ kind: 'Low Delivery Rate', campaignId, subject: `Campaign ${campaignId}`, provider: '' },
                ...{ since: Date.parse(`${day}T00:00:00Z`), observed, expected: settings.deliveryRatePercent },
                detail: `${delivered} of ${ended} messages of ${day} (UTC) that have ended were delivered: ${observed} %.`,
            },
        ];
    });
}

/** Sources that have fallen silent; each silence is found under the time at which it began. */
export function silentSources(sources: readonly SourceVitals[]): Finding[] {
    return sources.flatMap(({ source, lastAt, requests, silent }) =>
        !silent || lastAt === null
            ? []
            : [
                  {
                      ...NO_PLACE,
                      ...{
                          kind: 'Silent Provider',
                          campaignId: '',
                          subject: source,
                          provider: source.split('/')[0] ?? '',
                      },
                      ...{ since: lastAt, observed: 0, expected: null },
                      detail: `Nothing has come from ${source} since ${new Date(lastAt).toISOString().slice(0, 16).replace('T', ' ')} UTC; ${requests} requests came that day.`,
                  },
              ],
    );
}

/** Dead letters that have become more since the last look. */
export function newDeadLetters(before: number | null, dead: number, now: number): Finding[] {
    if (before === null || dead <= before) return [];
    return [
        {
            ...NO_PLACE,
            ...{ kind: 'Dead Letters', campaignId: '', subject: 'Relay', provider: '', since: now },
            ...{ observed: dead, expected: before },
            detail: `${dead} reports or messages are set aside; ${dead - before} of them are new.`,
        },
    ];
}

/** Records by which an admin wanted a code read otherwise, and that say nothing which can be done. */
export function wrongOverrides({ wrong }: CodeOverrides, now: number): Finding[] {
    return wrong.map(({ record, reason }) => ({
        ...NO_PLACE,
        ...{ kind: 'Wrong Override', campaignId: '', subject: record, provider: '', since: now },
        ...{ observed: 1, expected: null },
        detail: `The provider code ${record} is not used: ${reason}. The provider's own table stands.`,
    }));
}

const MOST_NAMED = 10;

/** Codes of failures of today that no table lists and no admin has explained: one finding a provider. */
export function unknownCodes(
    totals: readonly Contribution[],
    now: number,
    isListed: (provider: string, code: string) => boolean,
): Finding[] {
    const day = new Date(now).toISOString().slice(0, 10);
    const today = totals.filter(({ dimensions }) => dimensions.day === day);
    return [...Map.groupBy(today, ({ dimensions }) => dimensions.provider)].flatMap(([provider, rows]): Finding[] => {
        const counts = new Map<string, number>();
        for (const { code, count } of rows.flatMap(({ figures }) => codesOf(figures)))
            if (code !== '' && !isListed(provider, code)) counts.set(code, (counts.get(code) ?? 0) + count);
        if (counts.size === 0) return [];
        const codes = [...counts].sort(([a, some], [b, more]) => more - some || (a < b ? -1 : 1));
        const named = codes.slice(0, MOST_NAMED).map(([code, count]) => `${code} (${count})`);
        return [
            {
                ...NO_PLACE,
                ...{ kind: 'Unknown Code', campaignId: '', subject: provider, provider, expected: null },
                ...{
                    since: Date.parse(`${day}T00:00:00Z`),
                    observed: codes.reduce((sum, [, count]) => sum + count, 0),
                },
                detail: `Failures of today (UTC) that ${provider} reports with codes which Landed does not know: ${named.join(', ')}.`,
            },
        ];
    });
}
