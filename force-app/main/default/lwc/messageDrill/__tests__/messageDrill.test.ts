import { createElement } from 'lwc';
import type { FoundMessage } from 'c/messagePage';
import MessageDrill from 'c/messageDrill';

const flush = (): Promise<void> => Promise.resolve().then(() => undefined);

const message = (number: number, more: Partial<FoundMessage> = {}): FoundMessage => ({
    ...{
        id: `a01${String(number).padStart(12, '0')}AAA`,
        key: `twilio:SM${number}`,
        channel: 'SMS',
        provider: 'twilio',
    },
    ...{ status: 'Delivered', occurredAt: '2026-11-20T10:00:00.000Z', errorCode: null, failureClass: null },
    ...{ country: 'GB', carrier: null, recipient: null, sender: null, segments: 1, price: 0.04, currency: 'GBP' },
    person: null,
    ...more,
});

async function show(): Promise<ShadowRoot> {
    const element = createElement('c-message-drill', { is: MessageDrill });
    const scope = { from: '2026-11-20', to: '2026-11-20' };
    document.body.appendChild(Object.assign(element, { heading: 'Failed: 2', scope }));
    await flush();
    return element.shadowRoot!;
}

/** As the page of messages tells it: the first one, or the one of the export. */
async function answer(root: ShadowRoot, messages: readonly FoundMessage[], next: string | null, at = 0): Promise<void> {
    const page = root.querySelectorAll('c-message-page')[at]!;
    page.dispatchEvent(new CustomEvent('answer', { detail: { messages, total: 41, next } }));
    await flush();
}

const button = (root: ShadowRoot, label: string): HTMLElement & { disabled: boolean } =>
    [...root.querySelectorAll<HTMLElement & { label: string; disabled: boolean }>('lightning-button')].find(
        (each) => each.label === label,
    )!;

describe('the messages behind a figure', () => {
    it('name the person, or the number where nobody is known, or say so', async () => {
        const root = await show();
        const person = { id: '003000000000001AAA', objectApiName: 'Contact', name: 'Amara', number: null };
        await answer(root, [message(1, { person }), message(2, { recipient: '+447700900101' }), message(3)], null);
        const first = [...root.querySelectorAll('.facts')].map((facts) => facts.firstElementChild!.textContent);
        expect(first).toEqual(['Amara', '+447700900101', 'c.Campaign_Nobody']);
    });

    it('come twenty at a time, there and back', async () => {
        const root = await show();
        await answer(root, [message(1)], 'cursor 1');
        button(root, 'c.Campaign_Next').click();
        await flush();
        expect(root.querySelector<HTMLElement & { after: unknown }>('.shown-page')!.after).toBe('cursor 1');
        await answer(root, [message(2)], null);
        expect(button(root, 'c.Campaign_Next').disabled).toBe(true);
        button(root, 'c.Campaign_Previous').click();
        await flush();
        expect(root.querySelector<HTMLElement & { after: unknown }>('.shown-page')!.after).toBeNull();
    });

    it('narrow to one status', async () => {
        const root = await show();
        root.querySelector('lightning-combobox')!.dispatchEvent(
            new CustomEvent('change', { detail: { value: 'Undelivered' } }),
        );
        await flush();
        const { scope } = root.querySelector<HTMLElement & { scope: object }>('.shown-page')!;
        expect(scope).toMatchObject({ statuses: ['Undelivered'] });
    });

    it('come as one file, page after page, and no cell begins like a formula', async () => {
        const root = await show();
        const texts: Promise<string>[] = [];
        Object.assign(URL, {
            createObjectURL: (blob: Blob) => {
                texts.push(textOf(blob));
                return 'blob:1';
            },
            revokeObjectURL: () => undefined,
        });
        jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
        await answer(root, [message(1)], null);
        button(root, 'c.Campaign_Export_Messages').click();
        await flush();
        await answer(root, [message(1, { recipient: '+447700900101' })], 'cursor 1', 1);
        await answer(root, [message(2, { carrier: '=HYPERLINK("http://example.com")' })], null, 1);
        const lines = (await texts[0]!).split('\r\n');
        expect(lines).toHaveLength(4); // head, two messages, the end of the last line
        expect(lines[1]).toContain(",'+447700900101,");
        expect(lines[2]).toContain(`"'=HYPERLINK(""http://example.com"")"`);
        expect(lines[2]).toContain(',1,0.04,GBP,');
        expect(lines[2]).toContain(',SMS,Twilio,');
    });

    it('say when they could not be loaded, and when there are none', async () => {
        const root = await show();
        const page = root.querySelector('c-message-page')!;
        page.dispatchEvent(new CustomEvent('answer', { detail: { errors: [{ message: 'down' }] } }));
        await flush();
        expect(root.querySelector('c-error-panel')).not.toBeNull();
        await answer(root, [], null);
        expect(root.querySelector('.note')!.textContent).toBe('c.Campaign_Messages_Empty');
    });

    it('are accessible', async () => {
        const root = await show();
        await answer(root, [message(1), message(2, { status: 'Undelivered', errorCode: '30003' })], null);
        await expect(root.host).toBeAccessible();
    });
});

/** jsdom's Blob has no text(). */
function textOf(blob: Blob): Promise<string> {
    return new Promise((resolve) => {
        const reader = new FileReader();
        reader.onload = () => resolve(String(reader.result));
        reader.readAsText(blob);
    });
}
