import { createElement } from 'lwc';
import { graphql } from 'lightning/graphql';
import RouteTrust from 'c/routeTrust';

/** The test adapter of the LWC preset, which the platform's types do not know. */
const wire = graphql as unknown as { emit(data: unknown): void; emitErrors(errors: unknown): void };
// eslint-disable-next-line @lwc/lwc/no-async-operation -- lets everything that is already promised happen
const flush = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

const route = (values: Readonly<Record<string, unknown>>): object => ({
    node: {
        Id: 'a07000000000001AAA',
        ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }])),
    },
});

async function show(...edges: object[]): Promise<ShadowRoot> {
    const element = createElement('c-route-trust', { is: RouteTrust });
    document.body.appendChild(element);
    wire.emit({ uiapi: { query: { routes: { edges } } } });
    await flush();
    return element.shadowRoot!;
}

describe('the trust in routes', () => {
    it('stands with its reasons, one a line', async () => {
        const reasons = '100 % of the receipts came after the same time.\n2 of 4 messages did not arrive.';
        const root = await show(route({ name: 'bsr GB Grey', score: 20, messages: 1400, reasons }));
        const item = root.querySelector('[data-route="bsr GB Grey"]')!;
        expect([...item.querySelectorAll('p')].map((line) => line.textContent)).toEqual([
            'bsr GB Grey',
            'c.Trust_Score',
            '100 % of the receipts came after the same time.',
            '2 of 4 messages did not arrive.',
        ]);
        await expect(document.body).toBeAccessible();
    });

    it('says when no route can be judged yet, and when the org refuses', async () => {
        const root = await show();
        expect(root.querySelector('.note')!.textContent).toBe('c.Trust_None');
        wire.emitErrors([{ message: 'no access' }]);
        await flush();
        expect(root.querySelector('c-error-panel')).not.toBeNull();
    });
});
