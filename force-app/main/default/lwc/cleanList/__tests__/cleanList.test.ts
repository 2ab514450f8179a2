import { createElement } from 'lwc';
import { getRecord, updateRecord } from 'lightning/uiRecordApi';
import CleanList from 'c/cleanList';

/** The test adapter of the LWC preset, which the platform's types do not know. */
// eslint-disable-next-line @lwc/lwc/no-unexpected-wire-adapter-usages -- its test adapter, which emits
const record = getRecord as unknown as { emit(data: unknown): void };
// eslint-disable-next-line @lwc/lwc/no-async-operation -- lets everything that is already promised happen
const flush = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const update = jest.mocked(updateRecord);

const CAMPAIGN = '701000000000001AAA';
const outcome = (value: string | null): object => ({ fields: { Unreachable_Outcome__c: { value } } });

async function show(): Promise<ShadowRoot> {
    const element = Object.assign(createElement('c-clean-list', { is: CleanList }), { recordId: CAMPAIGN });
    document.body.appendChild(element);
    record.emit(outcome('Set aside: 7.'));
    await flush();
    return element.shadowRoot!;
}

const requests = (root: ShadowRoot): (string | undefined)[] =>
    [...root.querySelectorAll<HTMLElement>('lightning-button[data-request]')].map(
        (button) => button.dataset['request'],
    );
async function press(root: ShadowRoot, request: string): Promise<void> {
    root.querySelector<HTMLElement>(`[data-request="${request}"]`)!.click();
    await flush();
}
const said = (root: ShadowRoot): string => root.querySelector('.outcome')!.textContent ?? '';

describe('cleaning the list of a campaign', () => {
    beforeEach(() => {
        update.mockReset().mockResolvedValue({ id: CAMPAIGN });
    });

    it.each(['Count', 'Set Aside', 'Put Back'])('asks the flow to %s, and says what came of it', async (request) => {
        const root = await show();
        expect(said(root)).toBe(''); // of an earlier request
        await press(root, request);
        expect(update).toHaveBeenCalledWith({ fields: { Id: CAMPAIGN, Unreachable_Members__c: request } });
        record.emit(outcome('Done: 2.'));
        await flush();
        expect(said(root)).toBe('Done: 2.');
        await expect(document.body).toBeAccessible();
    });

    it('asks once more before it removes, and does nothing when that is cancelled', async () => {
        const root = await show();
        await press(root, 'Remove');
        expect(update).not.toHaveBeenCalled();
        expect(requests(root)).toEqual(['Remove']);
        root.querySelector<HTMLElement>('lightning-button:not([data-request])')!.click();
        await flush();
        expect(requests(root)).toEqual(['Count', 'Set Aside', 'Put Back', 'Remove']);
        await press(root, 'Remove');
        await press(root, 'Remove');
        expect(update).toHaveBeenCalledTimes(1);
    });

    it('says why the org did not do it', async () => {
        update.mockRejectedValue({ body: { message: 'Nothing was changed: locked' } });
        const root = await show();
        await press(root, 'Set Aside');
        expect(root.querySelector('[role="alert"]')!.textContent).toBe('Nothing was changed: locked');
        expect(said(root)).toBe('');
    });

    it('closes', async () => {
        const root = await show();
        const closed = jest.fn();
        root.host.addEventListener('close', closed);
        root.querySelector<HTMLElement>('lightning-button:not([data-request])')!.click();
        expect(closed).toHaveBeenCalled();
    });
});
