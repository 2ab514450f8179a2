import { createElement } from 'lwc';
import MessageList from 'c/messageList';
import type { Message } from 'c/reachabilityVerdict';

const DELIVERED: Message = {
    id: 'a00000000000001AAA',
    channel: 'WhatsApp',
    provider: 'twilio',
    status: 'Delivered',
    occurredAt: '2026-11-21T10:00:00.000Z',
    errorCode: null,
    failureClass: null,
    confidence: 'Handset',
    readAt: null,
    clickedAt: null,
    repliedAt: null,
    optedOutAt: null,
    optedInAt: null,
    complainedAt: null,
    recipient: '+447700900001',
};

function list(...messages: Message[]): ShadowRoot {
    const element = createElement('c-message-list', { is: MessageList });
    document.body.appendChild(Object.assign(element, { messages }));
    return element.shadowRoot!;
}

const notes = (root: ShadowRoot): (string | null)[] =>
    [...root.querySelectorAll('.note')].map((note) => note.textContent);

describe('the list of messages', () => {
    it('shows channel, status and time of each', () => {
        const root = list(DELIVERED, { ...DELIVERED, id: 'a00000000000002AAA', channel: 'SMS', status: 'Sent' });
        const lines = [...root.querySelectorAll('li')];
        expect(lines).toHaveLength(2);
        expect(lines[0]!.textContent).toContain('WhatsApp');
        expect(root.querySelector('c-status-pill')!).toHaveProperty('status', 'Delivered');
        expect(root.querySelector('lightning-formatted-date-time')!).toHaveProperty('value', DELIVERED.occurredAt);
    });

    it('does not call a delivered message read', () => {
        expect(notes(list(DELIVERED))).toEqual([]);
    });

    it('says what the person did', () => {
        const root = list({ ...DELIVERED, readAt: '2026-11-21T10:01:00.000Z', clickedAt: '2026-11-21T10:02:00.000Z' });
        expect(notes(root)).toEqual(['c.Delivery_Engaged_Read', 'c.Delivery_Engaged_Clicked']);
    });

    it.each([
        ['Scheduled', 'c.Delivery_Wait_Scheduled'],
        ['Queued', 'c.Delivery_Wait_Queued'],
        ['Sent', 'c.Delivery_Wait_Sent'],
    ])('says of a message that is %s for longer than usual that it is', (status, note) => {
        const waiting = { ...DELIVERED, status, confidence: null, lateAfter: '2026-11-21T10:00:00.000Z' };
        expect(notes(list(waiting))).toEqual([note]);
        expect(notes(list({ ...waiting, lateAfter: new Date(Date.now() + 60_000).toISOString() }))).toEqual([]);
        expect(notes(list({ ...waiting, lateAfter: null }))).toEqual([]);
        expect(notes(list({ ...waiting, status: 'Delivered' }))).toEqual([]);
    });

    it('says when only the carrier confirmed it', () => {
        expect(notes(list({ ...DELIVERED, confidence: 'Carrier' }))).toEqual(['c.Delivery_Confirmed_By_Carrier']);
    });

    it('says until when a follow-up waits for the morning', () => {
        const root = list({ ...DELIVERED, status: 'Unconfirmed', postponedUntil: '2026-11-22T09:00:00.000Z' });
        const note = root.querySelector('.note')!;
        expect(note.textContent).toContain('c.Delivery_Fallback_Postponed_Until');
        expect(note.querySelector('lightning-formatted-date-time')!).toHaveProperty(
            'value',
            '2026-11-22T09:00:00.000Z',
        );
    });

    it('gives the reason of a failure in words', () => {
        const failed = { ...DELIVERED, status: 'Undelivered', errorCode: '30003', failureClass: 'Temporary' };
        expect(notes(list(failed))).toEqual(['c.Delivery_Reason_Out_Of_Reach c.Delivery_Code']);
    });

    it('says that somebody complained, and that they came back', () => {
        const at = '2026-11-21T10:00:00.000Z';
        const message = { ...DELIVERED, complainedAt: at, optedOutAt: at, optedInAt: at };
        expect(notes(list(message))).toEqual([
            'c.Delivery_Engaged_Complained',
            'c.Delivery_Engaged_Opted_Out',
            'c.Delivery_Engaged_Opted_In',
        ]);
    });

    it('shows an opt-out, which has no status', () => {
        const optOut = { ...DELIVERED, status: null, confidence: null, optedOutAt: '2026-11-21T10:00:00.000Z' };
        expect(notes(list(optOut))).toEqual(['c.Delivery_Engaged_Opted_Out']);
    });

    it('says when there is none', () => {
        expect(list().querySelector('.empty')!.textContent).toBe('c.Delivery_No_Messages');
    });

    it('is accessible with messages on it', async () => {
        list(DELIVERED, { ...DELIVERED, id: 'a00000000000002AAA', status: 'Rejected', failureClass: 'Spam Filtered' });
        await expect(document.body).toBeAccessible();
    });
});
