import { createElement } from 'lwc';
import { graphql } from 'lightning/graphql';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import SuppressionList from 'c/suppressionList';

/** As the platform gives it to whoever lacks the permission. */
jest.mock('@salesforce/customPermission/Lift_Suppression', () => ({ default: undefined }), { virtual: true });

interface TestAdapter {
    emit(data: unknown, filter?: (config: { readonly query?: { readonly text: string } }) => boolean): void;
}
// eslint-disable-next-line @lwc/lwc/no-async-operation -- lets everything that is already promised happen
const flush = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

it('offers no lift to whoever may edit suppressions but lacks the permission', async () => {
    const element = createElement('c-suppression-list', { is: SuppressionList });
    document.body.appendChild(element);
    await flush();
    // eslint-disable-next-line @lwc/lwc/no-unexpected-wire-adapter-usages -- its test adapter, which emits
    (getObjectInfo as unknown as TestAdapter).emit({ createable: true, updateable: true });
    const node = { Id: 'a00000000000001AAA', address: { value: '+447700900101' }, isInForce: { value: true } };
    const suppressions = { totalCount: 1, pageInfo: { hasNextPage: false, endCursor: null }, edges: [{ node }] };
    (graphql as unknown as TestAdapter).emit(
        { uiapi: { query: { suppressions } } },
        ({ query }) => query?.text.includes('query Suppressions(') === true,
    );
    await flush();
    const root = element.shadowRoot!;
    expect(root.querySelectorAll('.row')).toHaveLength(1);
    expect(root.querySelector('[data-action="lift"]')).toBeNull();
    expect(root.querySelector('.read-only')!.textContent).toContain('c.Suppression_Read_Only');
});
