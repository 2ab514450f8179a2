import { createElement } from 'lwc';
import { graphql } from 'lightning/graphql';
import MessageDetails from 'c/messageDetails';

/** The test adapter of the LWC preset, which the platform's types do not know. */
interface TestAdapter {
    emit(data: unknown, filter?: undefined, refresh?: () => Promise<void>): void;
    emitErrors(errors: unknown): void;
    getLastConfig(): { variables: unknown };
}
const wire = graphql as unknown as TestAdapter;

jest.mock('@salesforce/label/c.Delivery_Detail_Doubtful_Code', () => ({ default: '{0}, {1}, {2}' }), { virtual: true });

const NODE: Record<string, unknown> = {
    Id: 'a00000000000001AAA',
    provider: { value: 'twilio' },
    status: { value: 'Undelivered' },
    errorCode: { value: '30003' },
    failureClass: { value: 'Temporary' },
    confidence: { value: null },
    country: { value: 'GB' },
    segments: { value: 2 },
    price: { value: 0.0412 },
    currency: { value: 'GBP' },
    sender: { value: '+447700900999' },
    recipient: { value: '+447700900201' },
    history: { value: '2026-11-21T10:00:00.000Z | Undelivered | undelivered | 30003 | abc' },
    fallbackStatus: { value: 'Sent' },
    fallbackChannel: { value: 'Email' },
    isLate: { value: false },
};

const answer = (node?: object): unknown => ({
    uiapi: { query: { message: { edges: node ? [{ node }] : [] } } },
});

async function show(): Promise<ShadowRoot> {
    const element = createElement('c-message-details', { is: MessageDetails });
    document.body.appendChild(Object.assign(element, { messageId: NODE['Id'], version: '1' }));
    await Promise.resolve();
    return element.shadowRoot!;
}

const fact = (root: ShadowRoot, name: string): string | null | undefined =>
    root.querySelector(`[data-fact="${name}"] dd`)?.textContent;

describe('the details of a message', () => {
    it('are what the provider said, in words and units', async () => {
        const root = await show();
        expect(wire.getLastConfig().variables).toEqual({ messageId: NODE['Id'] });
        wire.emit(answer(NODE));
        await Promise.resolve();
        expect(fact(root, 'country')).toBe('United Kingdom');
        expect(fact(root, 'price')).toBe('£0.0412');
        expect(fact(root, 'failureClass')).toBe('c.Delivery_Class_Temporary');
        expect(fact(root, 'confidence')).toBeUndefined();
        expect(root.querySelector('.fallback')!.textContent).toContain('c.Delivery_Fallback_Sent');
        expect(root.querySelectorAll('tbody tr')).toHaveLength(1);
        expect(root.querySelector('.hidden')).toBeNull();
        await expect(root.host).toBeAccessible();
    });

    it('warn of a code that only its vendor calls permanent, and say how to overrule it', async () => {
        const root = await show();
        const doubt = async (values: object): Promise<string | null | undefined> => {
            wire.emit(
                answer({ ...NODE, failureClass: { value: 'Permanent' }, errorCode: { value: '5006' }, ...values }),
            );
            await Promise.resolve();
            return root.querySelector('.doubt')?.textContent?.trim();
        };
        expect(await doubt({ evidence: { value: 2 } })).toBe('2, twilio, 5006');
        await expect(root.host).toBeAccessible();
        expect(await doubt({ evidence: { value: 1 } })).toBeUndefined();
        expect(await doubt({ evidence: { value: null } })).toBeUndefined();
        expect(await doubt({ evidence: { value: 2 }, failureClass: { value: 'Temporary' } })).toBeUndefined();
    });

    it.each([
        [null, 'c.Delivery_Number_Private'],
        [{ Id: '003', number: { value: '+447700900201' } }, 'c.Delivery_Number_Private_Known'],
    ])('never show the hash of a number, and that of the person where it may be seen: %j', async (contact, words) => {
        const root = await show();
        wire.emit(answer({ ...NODE, recipient: { value: `#${'a'.repeat(43)}` }, contact }));
        await Promise.resolve();
        expect(fact(root, 'recipient')).toBe(words);
    });

    it.each([
        [['sender', 'recipient', 'history'], 'c.Delivery_Hidden_Numbers_And_History'],
        [['history'], 'c.Delivery_Hidden_History'],
        [['sender'], 'c.Delivery_Hidden_Numbers'],
    ])('say that %s are hidden from this reader', async (fields, note) => {
        const root = await show();
        wire.emit(answer(Object.fromEntries(Object.entries(NODE).filter(([name]) => !fields.includes(name)))));
        await Promise.resolve();
        expect(root.querySelector('.hidden')!.textContent).toContain(note);
    });

    it('are asked for again while they are open, and not once they are closed', async () => {
        jest.useFakeTimers();
        const root = await show();
        const refresh = jest.fn(() => Promise.resolve());
        wire.emit(answer(NODE), undefined, refresh);
        await jest.advanceTimersByTimeAsync(10_000);
        expect(refresh).toHaveBeenCalledTimes(1);
        root.host.remove();
        await jest.advanceTimersByTimeAsync(60_000);
        expect(refresh).toHaveBeenCalledTimes(1);
        jest.useRealTimers();
    });

    it('are asked for again when the message has changed', async () => {
        const root = await show();
        const refresh = jest.fn(() => Promise.resolve());
        wire.emit(answer(NODE), undefined, refresh);
        Object.assign(root.host, { version: '2' });
        expect(refresh).toHaveBeenCalledTimes(1);
    });

    it('show that they load, that they could not be loaded, and that the message is gone', async () => {
        const root = await show();
        expect(root.querySelector('[role="status"]')).not.toBeNull();
        wire.emitErrors([{ message: 'down' }]);
        await Promise.resolve();
        expect(root.querySelector('c-error-panel')).not.toBeNull();
        wire.emit(answer());
        await Promise.resolve();
        expect(root.querySelector('p')!.textContent).toBe('c.Delivery_Message_Gone');
    });
});
