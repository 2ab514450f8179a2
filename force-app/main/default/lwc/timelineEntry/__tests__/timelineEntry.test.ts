import { createElement } from 'lwc';
import TimelineEntry from 'c/timelineEntry';
import type { Entry } from 'c/timelineEntry';

const ENTRY: Entry = {
    id: 'a00000000000001AAA',
    sortKey: '2026-11-21 10:00:00Z twilio:1',
    channel: 'SMS',
    provider: 'twilio',
    status: 'Undelivered',
    occurredAt: '2026-11-21T10:00:00.000Z',
    errorCode: '30003',
    failureClass: 'Temporary',
    confidence: null,
    purpose: 'OTP',
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
    recipient: '+447700900201',
    fallbackStatus: 'Sent',
    isLate: true,
    isRecipientHidden: false,
};

function show(fields: Partial<Entry> = {}): ShadowRoot {
    const element = createElement('c-timeline-entry', { is: TimelineEntry });
    document.body.appendChild(Object.assign(element, { entry: { ...ENTRY, ...fields } }));
    return element.shadowRoot!;
}

describe('a message of the timeline', () => {
    it('says why it failed and what to do', () => {
        const root = show();
        expect(root.querySelector('.reason')!.textContent).toBe('c.Delivery_Reason_Out_Of_Reach c.Delivery_Code');
        expect(root.querySelector('.advice')!.textContent).toBe('c.Delivery_Advice_Temporary');
    });

    it('never shows the hash of a number', () => {
        const root = show({ recipient: `#${'a'.repeat(43)}` });
        expect(root.querySelector('.context')!.textContent).not.toContain('aaa');
    });

    it('says that it came late and what was done instead', () => {
        const badges = [...show().querySelectorAll('.badge')].map(({ textContent }) => textContent);
        expect(badges).toEqual(['c.Delivery_Badge_Late', 'c.Delivery_Badge_Fallback_Sent']);
    });

    it('has no failure to tell of when it was delivered, but says when only the carrier confirmed', () => {
        const root = show({ status: 'Delivered', failureClass: null, errorCode: null, confidence: 'Carrier' });
        expect(root.querySelector('.failure')).toBeNull();
        expect(root.querySelector('.receipt')!.textContent).toBe('c.Delivery_Confirmed_By_Carrier');
    });

    it('calls a push message that its service took over accepted, not delivered', () => {
        const taken = { failureClass: null, errorCode: null, status: 'Sent' };
        expect(show({ ...taken, channel: 'Push' }).querySelector('.receipt')!.textContent).toBe(
            'c.Delivery_Accepted_Only',
        );
        expect(show({ ...taken, channel: 'SMS' }).querySelector('.receipt')).toBeNull();
    });

    it('fetches its details when they are opened, not before', async () => {
        const root = show();
        const toggle = root.querySelector('button')!;
        expect([toggle.getAttribute('aria-expanded'), root.querySelector('c-message-details')]).toEqual([
            'false',
            null,
        ]);
        toggle.click();
        await Promise.resolve();
        expect(toggle.getAttribute('aria-expanded')).toBe('true');
        expect(root.querySelector('c-message-details')).toHaveProperty('messageId', ENTRY.id);
        toggle.click();
        await Promise.resolve();
        expect(root.querySelector('c-message-details')).toBeNull();
    });

    it('takes the focus on its button', () => {
        const root = show();
        (root.host as HTMLElement).focus();
        expect(root.activeElement).toBe(root.querySelector('button'));
    });

    it('is accessible', async () => {
        await expect(show().host).toBeAccessible();
    });
});
