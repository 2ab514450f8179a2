import { createElement } from 'lwc';
import { graphql } from 'lightning/graphql';
import SuppressionLift from 'c/suppressionLift';

const wire = graphql as unknown as { emit(data: unknown): void };
// eslint-disable-next-line @lwc/lwc/no-async-operation -- lets everything that is already promised happen
const flush = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

async function show(appeals: readonly object[], others: readonly object[]): Promise<ShadowRoot> {
    const element = createElement('c-suppression-lift', { is: SuppressionLift });
    Object.assign(element, { recordId: 'a00000000000001AAA', address: '+447700900101', otherKeys: ['SMS:#hash'] });
    document.body.appendChild(element);
    await flush();
    const edges = (nodes: readonly object[]): object => ({ edges: nodes.map((node) => ({ node })) });
    wire.emit({ uiapi: { query: { appeals: edges(appeals), others: edges(others) } } });
    await flush();
    return element.shadowRoot!;
}

describe('the lift of a suppression', () => {
    it('says who asked for it, and why', async () => {
        const root = await show(
            [{ Id: '1', note: { value: 'They rang me.' }, askedBy: { name: { value: 'Ines' } } }],
            [],
        );
        expect(root.textContent).toContain('c.Appeal_Open');
        expect(root.querySelector('q')!.textContent).toBe('They rang me.');
        expect(root.querySelector('.other')).toBeNull();
        await expect(root.host).toBeAccessible();
    });

    it('says that the number is suppressed in its other form too, and never shows a hash', async () => {
        const hash = `#${'a'.repeat(43)}`;
        const other = { Id: '2', reason: { value: 'Opt Out' }, address: { value: hash } };
        const root = await show([], [other]);
        expect(root.querySelector('.other')!.textContent).toContain('c.Suppression_Lift_Other_Private');
        expect(root.textContent).not.toContain('aaa');
        const plain = await show([], [{ ...other, address: { value: '+447700900101' } }]);
        expect(plain.querySelector('.other')!.textContent).toContain('c.Suppression_Lift_Other_Plain');
    });
});
