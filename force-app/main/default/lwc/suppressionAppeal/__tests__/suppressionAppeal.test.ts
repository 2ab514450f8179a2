import { createElement } from 'lwc';
import { graphql } from 'lightning/graphql';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import { createRecord, updateRecord } from 'lightning/uiRecordApi';
import SuppressionAppeal from 'c/suppressionAppeal';

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
const isAppeal = ({ query }: Asked): boolean => query?.text.includes('query SuppressionAppeal(') === true;
// eslint-disable-next-line @lwc/lwc/no-async-operation -- lets everything that is already promised happen
const flush = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

const REP = { createable: true, updateable: false };
const ADMIN = { createable: true, updateable: true };
const OPEN = {
    Id: 'a01000000000001AAA',
    status: { value: 'Open' },
    note: { value: 'They rang me.' },
    askedBy: { name: { value: 'Ines' } },
};
const suppression = (reason: string, ...appeals: object[]): object => ({
    Id: 'a00000000000001AAA',
    reason: { value: reason },
    evidence: { value: 'twilio:SM1; twilio:SM2' },
    appeals: { edges: appeals.map((node) => ({ node })) },
});

async function show(info: object | undefined, ...nodes: object[]): Promise<ShadowRoot> {
    const element = createElement('c-suppression-appeal', { is: SuppressionAppeal });
    Object.assign(element, { keys: ['SMS:+447700900101'], showEvidence: true });
    document.body.appendChild(element);
    await flush();
    if (info) rights.emit(info);
    await flush();
    wire.emit({ uiapi: { query: { suppressions: { edges: nodes.map((node) => ({ node })) } } } }, isAppeal);
    await flush();
    return element.shadowRoot!;
}

const button = (root: ShadowRoot, name: string): HTMLElement | null => root.querySelector(`[data-action="${name}"]`);
async function write(root: ShadowRoot, value: string): Promise<void> {
    root.querySelector('lightning-textarea')!.dispatchEvent(new CustomEvent('change', { detail: { value } }));
    await flush();
}
async function press(root: ShadowRoot, name: string): Promise<void> {
    button(root, name)!.click();
    await flush();
}
/** What is said at the words. */
function problems(root: ShadowRoot): string[] {
    const said: string[] = [];
    Object.assign(root.querySelector('lightning-textarea')!, {
        setCustomValidity: (text: string) => said.push(text),
        reportValidity: () => true,
        focus: () => undefined,
    });
    return said;
}

describe('the appeal of a suppression', () => {
    it('is one press away for a rep, with no words needed, and lifts nothing', async () => {
        const root = await show(REP, suppression('Permanent Failure'));
        await press(root, 'ask');
        expect(createRecord).toHaveBeenCalledWith({
            apiName: 'Suppression_Appeal__c',
            fields: { Suppression__c: 'a00000000000001AAA', Note__c: '' },
        });
        expect(updateRecord).not.toHaveBeenCalled();
        expect(button(root, 'decline')).toBeNull();
    });

    it('carries the reason that somebody gives, and shows the evidence', async () => {
        const root = await show(REP, suppression('Manual'));
        await write(root, ' They rang me. ');
        await press(root, 'ask');
        const [asked] = jest.mocked(createRecord).mock.calls.at(-1)!;
        expect(asked.fields).toMatchObject({ Note__c: 'They rang me.' });
        const evidence = root.querySelector('c-suppression-evidence') as unknown as { messageKeys: string[] };
        expect(evidence.messageKeys).toEqual(['twilio:SM1', 'twilio:SM2']);
    });

    it.each(['Opt Out', 'Complaint'])(
        'is not offered against the person’s own word (%s), not even of the other form of the number, and says why',
        async (reason) => {
            const root = await show(REP, suppression('Permanent Failure'), suppression(reason));
            expect(root.textContent).toContain('c.Appeal_Person_Only');
            expect(button(root, 'ask')).toBeNull();
        },
    );

    it('shows an open one with who asked and why, and offers no second', async () => {
        const root = await show(REP, suppression('Permanent Failure', OPEN));
        expect(root.textContent).toContain('c.Appeal_Open');
        expect(root.textContent).toContain('They rang me.');
        expect(button(root, 'ask')).toBeNull();
        expect(button(root, 'decline')).toBeNull();
        await expect(root.host).toBeAccessible();
    });

    it('lets whoever may lift decline, but not without an answer', async () => {
        const root = await show(ADMIN, suppression('Permanent Failure', OPEN));
        const said = problems(root);
        await press(root, 'decline');
        expect(said).toEqual(['c.Appeal_Answer_Needed']);
        await write(root, 'The carrier confirms it.');
        await press(root, 'decline');
        expect(updateRecord).toHaveBeenCalledWith({
            fields: { Id: OPEN.Id, Status__c: 'Declined', Answer__c: 'The carrier confirms it.' },
        });
    });

    it('shows the answer of a declined one, and can be asked again', async () => {
        const declined = { ...OPEN, status: { value: 'Declined' }, answer: { value: 'It does not exist.' } };
        const root = await show(REP, suppression('Permanent Failure', declined));
        expect(root.textContent).toContain('c.Appeal_Declined');
        expect(button(root, 'ask')).not.toBeNull();
    });

    it('says at the words what the org refuses', async () => {
        jest.mocked(createRecord).mockRejectedValueOnce({ body: { message: 'Appeals are switched off.' } });
        const root = await show(REP, suppression('Permanent Failure'));
        const said = problems(root);
        await press(root, 'ask');
        expect(said).toEqual(['Appeals are switched off.']);
    });

    it('shows nothing to whoever may not see appeals, and where nothing is in force', async () => {
        expect((await show(undefined)).querySelector('section')).toBeNull();
        expect((await show(REP)).querySelector('section')).toBeNull();
    });

    it('says what could not be asked', async () => {
        const root = await show(REP);
        wire.emitErrors([{ message: 'No.' }], isAppeal);
        await flush();
        expect(root.querySelector('c-error-panel')).not.toBeNull();
    });
});
