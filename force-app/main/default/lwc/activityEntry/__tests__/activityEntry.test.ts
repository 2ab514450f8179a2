import { createElement } from 'lwc';
import ActivityEntry from 'c/activityEntry';

function show(fields: object = {}): ShadowRoot {
    const activity = {
        id: '00T000000000001AAA',
        isCall: true,
        subject: 'Asked for the right number',
        status: 'Completed',
    };
    const element = createElement('c-activity-entry', { is: ActivityEntry });
    const occurredAt = '2026-11-21T10:00:00.000Z';
    document.body.appendChild(Object.assign(element, { activity: { ...activity, occurredAt, ...fields } }));
    return element.shadowRoot!;
}
const words = (root: ShadowRoot): string[] =>
    ['.name', '.badge', 'a', '.context'].map((selector) => root.querySelector(selector)?.textContent ?? '');

describe('an activity of the timeline', () => {
    it('says what it was, where it stands and that Salesforce logged it', async () => {
        const root = show();
        expect(words(root)).toEqual([
            'c.Timeline_Call',
            'Completed',
            'Asked for the right number',
            'c.Timeline_Logged',
        ]);
        expect(root.querySelector('a')!.getAttribute('href')).toBe('/lightning/r/Task/00T000000000001AAA/view');
        await expect(root.host).toBeAccessible();
    });

    it('is an email otherwise, and may have no subject', () => {
        expect(words(show({ isCall: false, subject: null }))).toEqual([
            'c.Timeline_Email',
            'Completed',
            'c.Timeline_No_Subject',
            'c.Timeline_Logged',
        ]);
    });
});
