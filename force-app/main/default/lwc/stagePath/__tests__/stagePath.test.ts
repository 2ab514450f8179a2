import { createElement } from 'lwc';
import StagePath from 'c/stagePath';
import type { StageTimes } from 'c/stagePath';
import { stagesOf } from '../stages';

const NOTHING: StageTimes = {
    channel: 'SMS',
    status: null,
    occurredAt: null,
    scheduledAt: null,
    queuedAt: null,
    sentAt: null,
    deliveredAt: null,
    failedAt: null,
    readAt: null,
    clickedAt: null,
    repliedAt: null,
    optedOutAt: null,
    optedInAt: null,
    complainedAt: null,
};

const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 21, 10, 0, seconds)).toISOString();

/** `name: state` of each stage, without the name space of the labels. */
const path = (times: Partial<StageTimes>): string[] =>
    stagesOf({ ...NOTHING, ...times }).map(({ name, state }) => `${name.replace(/^c\.Delivery_/, '')}: ${state}`);

describe('the way of a message', () => {
    it('that was only sent does not say delivered', () => {
        expect(path({ status: 'Sent', queuedAt: at(0), sentAt: at(2) })).toEqual([
            'Stage_Queued: done',
            'Stage_Sent: done',
            'Stage_Not_Confirmed: pending',
        ]);
    });

    it('that was delivered does not say read', () => {
        expect(path({ status: 'Delivered', sentAt: at(2), deliveredAt: at(5) })).toEqual([
            'Stage_Queued: done',
            'Stage_Sent: done',
            'Stage_Delivered: done',
        ]);
    });

    it('shows what the person did in the order in which it happened', () => {
        const reactions = path({ status: 'Delivered', readAt: at(30), repliedAt: at(20), clickedAt: at(40) }).slice(3);
        expect(reactions).toEqual(['Stage_Replied: done', 'Stage_Read: done', 'Stage_Clicked: done']);
    });

    it('ends with what the person wants from now on', () => {
        const wishes = path({ status: 'Delivered', complainedAt: at(20), optedOutAt: at(30), optedInAt: at(40) });
        expect(wishes.slice(3)).toEqual(['Stage_Complained: done', 'Stage_Opted_Out: done', 'Stage_Opted_In: done']);
    });

    it('that was clicked without a receipt still does not say delivered', () => {
        expect(path({ status: 'Sent', clickedAt: at(9) })).toEqual([
            'Stage_Queued: done',
            'Stage_Sent: done',
            'Stage_Not_Confirmed: pending',
            'Stage_Clicked: done',
        ]);
    });

    it('calls a read email opened', () => {
        expect(path({ channel: 'Email', status: 'Delivered', readAt: at(30) }).at(-1)).toBe('Stage_Opened: done');
    });

    it.each([
        ['Expired', 'Status_Expired: failed'],
        ['Failed', 'Status_Failed: failed'],
        ['Rejected', 'Status_Rejected: failed'],
        ['Canceled', 'Status_Canceled: doubtful'],
    ])('does not say that a message was sent that ended as %s unless it is known', (status, end) => {
        expect(path({ status })).toEqual(['Stage_Queued: done', end]);
        expect(path({ status, sentAt: at(1) })).toEqual(['Stage_Queued: done', 'Stage_Sent: done', end]);
    });

    it.each([
        ['Scheduled', ['Stage_Scheduled: done', 'Stage_Queued: pending', 'Stage_Sent: pending']],
        ['Queued', ['Stage_Queued: done', 'Stage_Sent: pending']],
    ])('of a message that is %s has stages to come', (status, stages) => {
        expect(path({ status })).toEqual([...stages, 'Stage_Not_Confirmed: pending']);
    });

    it('leaves an outcome open that nobody knows', () => {
        expect(path({ status: 'Unconfirmed' }).at(-1)).toBe('Status_Unconfirmed: doubtful');
        expect(path({ status: 'Unknown' }).at(-1)).toBe('Status_Unknown: doubtful');
    });

    it('gives the time that each stage took, and none where clocks disagree', () => {
        const stages = stagesOf({
            ...NOTHING,
            status: 'Delivered',
            queuedAt: at(0),
            sentAt: at(3),
            deliveredAt: at(2),
            readAt: at(50),
        });
        expect(stages.map(({ after }) => after)).toEqual(['', 'c.Delivery_Stage_After', '', 'c.Delivery_Stage_After']);
    });

    it('is a list whose states can be heard, and is accessible', async () => {
        const element = createElement('c-stage-path', { is: StagePath });
        Object.assign(element, { times: { ...NOTHING, status: 'Undelivered', sentAt: at(1), failedAt: at(4) } });
        document.body.appendChild(element);
        const heard = [...element.shadowRoot!.querySelectorAll('.slds-assistive-text')].map((node) => node.textContent);
        expect(heard).toEqual([
            'c.Delivery_Stage_State_Done',
            'c.Delivery_Stage_State_Done',
            'c.Delivery_Stage_State_Failed',
        ]);
        await expect(element).toBeAccessible();
    });
});
