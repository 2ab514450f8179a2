import { createElement } from 'lwc';
import { graphql } from 'lightning/graphql';
import SetupList from 'c/setupList';

/** The test adapter of the LWC preset, which the platform's types do not know. */
const wire = graphql as unknown as { emit(data: unknown): void; emitErrors(errors: unknown): void };
// eslint-disable-next-line @lwc/lwc/no-async-operation -- lets everything that is already promised happen
const flush = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

const row = (values: Readonly<Record<string, unknown>>): object => ({
    node: {
        Id: 'a07000000000001AAA',
        ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }])),
    },
});

async function show(kind: string, ...edges: object[]): Promise<ShadowRoot> {
    const element = Object.assign(createElement('c-setup-list', { is: SetupList }), { kind });
    document.body.appendChild(element);
    wire.emit({ uiapi: { query: { rows: { edges } } } });
    await flush();
    return element.shadowRoot!;
}

const linesOf = (root: ShadowRoot, title: string): string[] =>
    [...root.querySelectorAll(`[data-entry="${title}"] p`)].map((line) => line.textContent ?? '');

describe('the trust in routes', () => {
    it('stands with its reasons, one a line', async () => {
        const reasons = '100 % of the receipts came after the same time.\n2 of 4 messages did not arrive.';
        const root = await show(
            'trust',
            row({ ...{ provider: 'bsr', country: 'GB', carrier: 'Grey' }, score: 20, messages: 1400, reasons }),
        );
        expect(linesOf(root, 'BSR, United Kingdom, Grey')).toEqual([
            'BSR, United Kingdom, Grey',
            'c.Trust_Score',
            '100 % of the receipts came after the same time.',
            '2 of 4 messages did not arrive.',
        ]);
        await expect(document.body).toBeAccessible();
    });

    it('says when no route can be judged yet, and when the org refuses', async () => {
        const root = await show('trust');
        expect(root.querySelector('.note')!.textContent).toBe('c.Trust_None');
        wire.emitErrors([{ message: 'no access' }]);
        await flush();
        expect(root.querySelector('c-error-panel')).not.toBeNull();
    });
});

describe('what the reports of a provider take', () => {
    it('stands with the objective, hop by hop', async () => {
        const latencies = JSON.stringify([
            { provider: 'bsr', hop: 'whole', buckets: [[64, 3]] },
            { provider: 'bsr', hop: 'published', buckets: [[10, 3]] },
            { provider: 'twilio', hop: 'whole', buckets: [[40, 3]] },
        ]);
        const root = await show('latency', row({ lastSeenAt: new Date().toISOString(), latencies }));
        expect(linesOf(root, 'BSR')).toEqual(['BSR', 'c.Latency_Whole', 'c.Latency_Missed', 'c.Latency_Hop']);
        expect(linesOf(root, 'Twilio')).toEqual(['Twilio', 'c.Latency_Whole', 'c.Latency_Met']);
        await expect(document.body).toBeAccessible();
    });

    it('says when nothing was measured', async () => {
        const root = await show('latency', row({ lastSeenAt: new Date().toISOString(), latencies: null }));
        expect(root.querySelector('.note')!.textContent).toBe('c.Latency_None');
    });
});

describe('late deliveries', () => {
    const START = Date.UTC(2026, 6, 17, 12);
    const after = (seconds: number): string => new Date(START + seconds * 1_000).toISOString();

    it('say for each purpose what another window would have spared', async () => {
        const message = { purpose: 'OTP', status: 'Delivered', receivedAt: after(0), dueAt: after(90) };
        const late = [97, 104, 118, 121, 133].map((wait) =>
            row({ ...message, fallbackAt: after(95), deliveredAt: after(wait) }),
        );
        const root = await show('late', ...late);
        expect(linesOf(root, 'OTP')).toEqual(['OTP', 'c.Late_Doubles', 'c.Late_Wider']);
        await expect(document.body).toBeAccessible();
    });
});
