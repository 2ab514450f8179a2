import { createElement } from 'lwc';
import { graphql } from 'lightning/graphql';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import { updateRecord } from 'lightning/uiRecordApi';
import SuppressionList from 'c/suppressionList';

/** The test adapters of the LWC preset, which the platform's types do not know. */
interface TestAdapter {
    emit(data: unknown, filter?: (config: Asked) => boolean): void;
    emitErrors(errors: unknown, filter?: (config: Asked) => boolean): void;
}
interface Asked {
    readonly query?: { readonly text: string };
}
const wire = graphql as unknown as TestAdapter;
// eslint-disable-next-line @lwc/lwc/no-unexpected-wire-adapter-usages -- its test adapter, which emits
const rights = getObjectInfo as unknown as TestAdapter;

const isList = ({ query }: Asked): boolean => query?.text.includes('query Suppressions(') === true;
const isHolders = ({ query }: Asked): boolean => query?.text.includes('PeopleByNumber') === true;
// eslint-disable-next-line @lwc/lwc/no-async-operation -- lets everything that is already promised happen
const flush = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

const NODE = {
    Id: 'a00000000000001AAA',
    channel: { value: 'SMS' },
    address: { value: '+447700900101' },
    reason: { value: 'Permanent Failure' },
    isActive: { value: true },
    isInForce: { value: true },
    since: { value: '2026-11-21T10:00:00.000Z' },
    evidence: { value: 'twilio:SM1; twilio:SM2' },
};

const list = (...nodes: object[]): object => ({
    uiapi: {
        query: {
            suppressions: {
                totalCount: nodes.length,
                pageInfo: { hasNextPage: false, endCursor: null },
                edges: nodes.map((node) => ({ node })),
            },
        },
    },
});

async function show(...nodes: object[]): Promise<ShadowRoot> {
    const element = createElement('c-suppression-list', { is: SuppressionList });
    document.body.appendChild(element);
    await flush();
    rights.emit({ createable: true, updateable: true });
    wire.emit(list(...nodes), isList);
    await flush();
    return element.shadowRoot!;
}

const action = (root: ShadowRoot, name: string): HTMLElement | null => root.querySelector(`[data-action="${name}"]`);

describe('the list of suppressions', () => {
    it('shows placeholders until the first answer', () => {
        const element = createElement('c-suppression-list', { is: SuppressionList });
        document.body.appendChild(element);
        expect(element.shadowRoot!.querySelector('.skeleton')).not.toBeNull();
    });

    it('says why, and whose number it is', async () => {
        const root = await show(NODE);
        const person = { Id: '003000000000001AAA', name: { value: 'Amara' }, number: { value: '+447700900101' } };
        wire.emit({ uiapi: { query: { contacts: { edges: [{ node: person }] }, leads: { edges: [] } } } }, isHolders);
        await flush();
        const row = root.querySelector('.row')!;
        expect(row.textContent).toContain('Amara');
        expect(row.textContent).toContain('c.Delivery_Reason_Permanent');
        expect(row.querySelector('.state')!.textContent).toContain('c.Suppression_In_Force');
    });

    it('shows people in the place of the hash of their number, in the list and in what is exported', async () => {
        const hash = `#${'a'.repeat(43)}`;
        const root = await show({ ...NODE, address: { value: hash } });
        expect(root.querySelector('.address')!.textContent).toContain('c.Delivery_Number_Private');
        const person = { Id: '003000000000001AAA', name: { value: 'Amara' }, hash: { value: hash } };
        wire.emit(
            { uiapi: { query: { contacts: { edges: [{ node: person }] }, leads: { edges: [] } } } },
            (asked) => asked.query?.text.includes('PeopleByNumberOrHash') === true,
        );
        await flush();
        expect(root.querySelector('.row')!.textContent).toContain('Amara');
        expect(root.textContent).not.toContain('aaa');
        expect(action(root, 'lift')!.getAttribute('aria-label')).not.toContain('aaa');
    });

    it('tells the lift of the keys that the same number has in its other form', async () => {
        const root = await show({ ...NODE, key: { value: 'SMS:+447700900101' } });
        const hash = `#${'a'.repeat(43)}`;
        const person = { Id: '003000000000001AAA', number: { value: '+447700900101' }, hash: { value: hash } };
        wire.emit({ uiapi: { query: { contacts: { edges: [{ node: person }] }, leads: { edges: [] } } } }, isHolders);
        await flush();
        action(root, 'lift')!.click();
        await flush();
        const lift = root.querySelector('c-suppression-lift') as unknown as { otherKeys: string[] };
        expect(lift.otherKeys).toEqual([`SMS:${hash}`]);
    });

    it('tells a lifted one from one that ended because a message arrived', async () => {
        const ended = { ...NODE, isActive: { value: false }, isInForce: { value: false } };
        const at = (value: string): object => ({ value });
        const root = await show(
            { ...ended, Id: '1', liftedAt: at('2026-11-22T10:00:00.000Z') },
            { ...ended, Id: '2', deliveredAgainAt: at('2026-11-22T10:00:00.000Z') },
            { ...NODE, Id: '3', isInForce: { value: false } },
        );
        expect([...root.querySelectorAll('.state')].map((state) => state.textContent)).toEqual([
            'c.Suppression_Lifted',
            'c.Suppression_Delivered_Again',
            'c.Suppression_Expired',
        ]);
    });

    it('says what ended one, and when somebody opted in again', async () => {
        const by = (endedBy: string): object => ({
            ...{ ...NODE, Id: endedBy, isActive: { value: false }, isInForce: { value: false } },
            ...{ endedBy: { value: endedBy }, optedInAt: { value: '2026-11-22T10:00:00.000Z' } },
        });
        const root = await show(by('Opt-In'), by('Correction'), by('Expiry'), by('Delivery'), by('Person'));
        expect([...root.querySelectorAll('.state')].map((state) => state.textContent)).toEqual([
            'c.Suppression_Ended_Opt_In',
            'c.Suppression_Ended_Correction',
            'c.Suppression_Expired',
            'c.Suppression_Delivered_Again',
            'c.Suppression_Lifted',
        ]);
        expect(root.querySelector('.facts')!.textContent).toContain('c.Suppression_Opted_In_On');
    });

    it('offers no lift to whoever may not, and says why', async () => {
        const root = await show(NODE);
        rights.emit({ createable: false, updateable: false });
        await flush();
        expect(action(root, 'lift')).toBeNull();
        expect(root.querySelector('.read-only')!.textContent).toContain('c.Suppression_Read_Only');
    });

    it('lifts with the note, and shows a refusal of the org at the note', async () => {
        const root = await show(NODE);
        action(root, 'lift')!.click();
        await flush();
        const lift = root.querySelector('c-suppression-lift')!.shadowRoot!;
        const [cancel, confirm] = lift.querySelectorAll<HTMLElement>('lightning-button');
        expect(cancel).toBeDefined();
        const note = lift.querySelector('lightning-textarea') as HTMLElement & { setCustomValidity: jest.Mock };
        Object.assign(note, { setCustomValidity: jest.fn(), reportValidity: jest.fn() });
        confirm!.click();
        expect(note.setCustomValidity).toHaveBeenLastCalledWith('c.Suppression_Lift_Note_Needed');
        expect(updateRecord).not.toHaveBeenCalled();

        (updateRecord as jest.Mock).mockRejectedValueOnce({
            body: { output: { fieldErrors: { Lift_Note__c: [{ message: 'Too short' }] } } },
        });
        note.dispatchEvent(new CustomEvent('change', { detail: { value: 'Asked by phone' } }));
        confirm!.click();
        await flush();
        expect(updateRecord).toHaveBeenCalledWith({
            fields: expect.objectContaining({ Id: NODE.Id, Is_Active__c: false, Lift_Note__c: 'Asked by phone' }),
        });
        expect(note.setCustomValidity).toHaveBeenLastCalledWith('Too short');
    });

    it('says what to do when there is none', async () => {
        const root = await show();
        expect(root.querySelector('.empty')!.textContent).toBe('c.Suppression_None');
    });

    it('keeps what it knew when an update fails', async () => {
        const root = await show(NODE);
        wire.emitErrors([{ message: 'down' }], isList);
        await flush();
        expect(root.querySelector('.row')).not.toBeNull();
        expect(root.querySelector('.stale')).not.toBeNull();
    });

    it('is accessible with data on it', async () => {
        await show(NODE, { ...NODE, Id: '2', reason: { value: 'Opt Out' } });
        await expect(document.body).toBeAccessible();
    });
});
