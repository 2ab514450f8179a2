import { createElement } from 'lwc';
import { graphql } from 'lightning/graphql';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import { updateRecord } from 'lightning/uiRecordApi';
import DeliveryAlerts from 'c/deliveryAlerts';

/** The test adapters of the LWC preset, which the platform's types do not know. */
interface TestAdapter {
    emit(data: unknown, filter?: (config: Asked) => boolean): void;
    emitErrors(errors: unknown, filter?: (config: Asked) => boolean): void;
    getLastConfig(): Asked;
}
interface Asked {
    readonly query?: { readonly text: string };
    readonly variables?: Readonly<Record<string, unknown>>;
}
const wire = graphql as unknown as TestAdapter;
// eslint-disable-next-line @lwc/lwc/no-unexpected-wire-adapter-usages -- its test adapter, which emits
const rights = getObjectInfo as unknown as TestAdapter;

const isAlerts = ({ query }: Asked): boolean => query?.text.includes('query Alerts(') === true;
const isOwners = ({ query }: Asked): boolean => query?.text.includes('query AlertOwners(') === true;
// eslint-disable-next-line @lwc/lwc/no-async-operation -- lets everything that is already promised happen
const flush = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

const CAMPAIGN = '701000000000001AAA';
const OWNER = '005000000000001AAA';
let made = 0;
const node = (fields: Readonly<Record<string, unknown>>): object => ({
    node: {
        Id: `a0200000000000${(made += 1)}AAA`,
        ...Object.fromEntries(
            Object.entries({
                kind: 'Low Delivery Rate',
                severity: 'Medium',
                status: 'New',
                ownerId: OWNER,
                createdAt: '2026-11-25T10:00:00.000Z',
                ...fields,
            }).map(([name, value]) => [name, name === 'Id' || name === 'campaign' ? value : { value }]),
        ),
    },
});
const OF_CAMPAIGN = node({
    Id: 'a02000000000099AAA',
    subject: `Campaign ${CAMPAIGN}`,
    detail: `46 of 52 messages were delivered (Campaign ${CAMPAIGN}).`,
    advice: 'Check the registration.',
    campaignId: CAMPAIGN,
    campaign: { name: { value: 'Spring appeal' } },
});
const alerts = (...edges: object[]): object => ({
    uiapi: { query: { alerts: { totalCount: edges.length, edges } } },
});

async function show(...edges: object[]): Promise<ShadowRoot> {
    const element = createElement('c-delivery-alerts', { is: DeliveryAlerts });
    document.body.appendChild(element);
    await flush();
    rights.emit({ createable: true, updateable: true });
    wire.emit(alerts(...edges), isAlerts);
    await flush();
    return element.shadowRoot!;
}

const action = (root: ShadowRoot, name: string): HTMLElement | null => root.querySelector(`[data-action="${name}"]`);
const choose = (root: ShadowRoot, at: number, value: string): boolean =>
    root.querySelectorAll('lightning-combobox')[at]!.dispatchEvent(new CustomEvent('change', { detail: { value } }));

describe('the list of alerts', () => {
    it('shows placeholders until the first answer, and then that there is nothing to do', async () => {
        const element = createElement('c-delivery-alerts', { is: DeliveryAlerts });
        document.body.appendChild(element);
        await flush();
        expect(element.shadowRoot!.querySelector('.skeleton')).not.toBeNull();
        wire.emit(alerts(), isAlerts);
        await flush();
        expect(element.shadowRoot!.querySelector('.skeleton')).toBeNull();
        expect(element.shadowRoot!.querySelector('.empty')!.textContent).toBe('c.Alert_None');
    });

    it('calls a campaign by its name, and leads to it', async () => {
        const root = await show(OF_CAMPAIGN);
        expect(root.querySelector('.title')!.textContent).toBe('Low Delivery Rate: Campaign Spring appeal');
        expect(root.querySelector('.alert')!.textContent).toContain('delivered (Campaign Spring appeal).');
        expect(root.querySelector('.alert')!.textContent).not.toContain(CAMPAIGN);
        const link = root.querySelector<HTMLAnchorElement>('.note a')!;
        expect(link.getAttribute('href')).toBe(`/lightning/r/Campaign/${CAMPAIGN}/view`);
        const byBrowser = link.dispatchEvent(new MouseEvent('click', { cancelable: true, bubbles: true }));
        expect(byBrowser).toBe(false); // the app navigates, without loading itself anew
    });

    it('compares what it saw with what it expected, where it knows both', async () => {
        const root = await show(node({ subject: 'twilio', observed: 0, expected: 1_200 }), node({ observed: 6 }));
        const shown = [...root.querySelectorAll('.alert')].map(
            (card) => card.querySelector('.comparison')?.textContent,
        );
        expect(shown).toEqual(['c.Alert_Observed_Against', undefined]);
    });

    it('puts first what nobody has looked at, the most urgent before the rest', async () => {
        const root = await show(
            node({ subject: 'seen', status: 'Acknowledged', severity: 'High' }),
            node({ subject: 'low', severity: 'Low' }),
            node({ subject: 'high', severity: 'High' }),
        );
        const subjects = [...root.querySelectorAll<HTMLElement>('.alert')].map(({ dataset }) => dataset['subject']);
        expect(subjects).toEqual(['high', 'low', 'seen']);
    });

    it('asks only for what the filters leave', async () => {
        const root = await show(OF_CAMPAIGN);
        choose(root, 0, 'Resolved');
        choose(root, 1, 'High');
        wire.emit(alerts(), isAlerts);
        await flush();
        const asked: Asked[] = [];
        wire.emit(alerts(), (config) => {
            if (isAlerts(config)) asked.push(config);
            return isAlerts(config);
        });
        expect(asked[0]!.variables).toEqual({
            hiddenStatuses: ['New', 'Acknowledged'],
            hiddenSeverities: ['Medium', 'Low'],
        });
        await flush();
        expect(root.querySelector('.empty')!.textContent).toBe('c.Alert_None_Found');
    });

    it('lets whoever may change an alert take it, hand it on and resolve it', async () => {
        const root = await show(OF_CAMPAIGN);
        action(root, 'acknowledge')!.click();
        expect(updateRecord).toHaveBeenLastCalledWith({
            fields: { Id: 'a02000000000099AAA', Status__c: 'Acknowledged' },
        });
        action(root, 'assign')!.click();
        await flush();
        const user = { Id: '005000000000002AAA', name: { value: 'Noor' }, isActive: { value: true } };
        wire.emit({ uiapi: { query: { users: { edges: [{ node: user }] } } } }, isOwners);
        await flush();
        choose(root, 2, user.Id);
        expect(updateRecord).toHaveBeenLastCalledWith({ fields: { Id: 'a02000000000099AAA', OwnerId: user.Id } });
        await flush();
        action(root, 'resolve')!.click();
        expect(updateRecord).toHaveBeenLastCalledWith({ fields: { Id: 'a02000000000099AAA', Status__c: 'Resolved' } });
    });

    it('offers nothing to whoever may only read', async () => {
        const root = await show(OF_CAMPAIGN);
        rights.emit({ createable: false, updateable: false });
        await flush();
        expect(root.querySelector('.buttons')).toBeNull();
    });

    it('says what the org refused', async () => {
        const root = await show(OF_CAMPAIGN);
        const toasts: unknown[] = [];
        root.host.addEventListener('lightning__showtoast', (event) => toasts.push((event as CustomEvent).detail));
        (updateRecord as jest.Mock).mockRejectedValueOnce({ body: { message: 'locked by another user' } });
        action(root, 'acknowledge')!.click();
        await flush();
        expect(toasts).toEqual([expect.objectContaining({ message: 'locked by another user', variant: 'error' })]);
    });

    it('keeps what it knew when an update fails', async () => {
        const root = await show(OF_CAMPAIGN);
        wire.emitErrors([{ message: 'down' }], isAlerts);
        await flush();
        expect(root.querySelector('.stale')!.textContent).toBe('c.Delivery_Could_Not_Update');
        expect(root.querySelector('.alert')).not.toBeNull();
        expect(root.querySelector('c-error-panel')).toBeNull();
    });

    it.each(['<img src=x onerror="alert(1)">', '<script>alert(1)</script>', '{{7*7}}', '</p><a href="javascript:1">'])(
        'shows %s as it was written',
        async (hostile) => {
            const root = await show(node({ subject: hostile, detail: hostile, advice: hostile }));
            expect(root.querySelector('.title')!.textContent).toBe(`Low Delivery Rate: ${hostile}`);
            expect(root.querySelectorAll('.alert img, .alert script, .alert a')).toHaveLength(0);
        },
    );

    it('is accessible with data on it', async () => {
        const root = await show(OF_CAMPAIGN, node({ severity: 'High' }));
        await expect(root.host).toBeAccessible();
    });
});
