/** Messages that wait in one status for longer than the policy of their purpose allows, as the org counts them. Pure. */
import { z } from 'zod';
import type { AlertSettings, Finding } from './anomalies.ts';

/** A line of what the org is asked for (`lateSoql`). */
const Line = z.object({
    Campaign_Id__c: z.string().nullish(),
    Provider__c: z.string().nullish(),
    Status__c: z.string(),
    messages: z.number(),
});

/** What each status waits for. */
const WAITS_FOR: Readonly<Record<string, string>> = {
    Scheduled: 'the provider has not begun with them',
    Queued: 'the provider has not handed them over',
    Sent: 'no receipt has come',
};

/** One finding a campaign, provider and status of which enough are late. */
export function lateMessages(
    answered: readonly unknown[],
    now: number,
    { lateMessages: least }: Pick<AlertSettings, 'lateMessages'>,
): Finding[] {
    return answered.flatMap((each): Finding[] => {
        const { data } = Line.safeParse(each);
        if (data === undefined || data.messages < least) return [];
        const { Status__c: status, messages: observed } = data;
        const [campaignId, provider] = [data.Campaign_Id__c ?? '', data.Provider__c ?? ''];
        const whose = [campaignId === '' ? '' : `Campaign ${campaignId}`, provider].filter((word) => word !== '');
        return [
            {
                ...{ kind: 'Waiting Too Long', campaignId, subject: [...whose, status].join(', '), provider },
                ...{ carrier: '', country: '', failureClass: '', since: now, observed, expected: null },
                detail: `${observed} messages are ${status} for longer than the policy of their purpose allows: ${WAITS_FOR[status] ?? 'nothing has come since'}.`,
            },
        ];
    });
}
