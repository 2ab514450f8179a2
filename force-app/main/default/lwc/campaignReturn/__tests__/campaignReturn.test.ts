import { createElement } from 'lwc';
import { graphql } from 'lightning/graphql';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import { readRows } from 'c/deliveryFigures';
import CampaignReturn from 'c/campaignReturn';

/** The test adapters of the LWC preset, which the platform's types do not know. */
interface TestAdapter {
    emit(data: unknown, filter?: (config: Asked) => boolean): void;
    emitErrors(errors: unknown, filter?: (config: Asked) => boolean): void;
    error(): void;
    getLastConfig(): Asked;
}
interface Asked {
    readonly query?: { readonly text: string };
    readonly variables?: Readonly<Record<string, unknown>>;
}
const wire = graphql as unknown as TestAdapter;
// eslint-disable-next-line @lwc/lwc/no-unexpected-wire-adapter-usages -- its test adapter, which emits
const rights = getObjectInfo as unknown as TestAdapter;
// eslint-disable-next-line @lwc/lwc/no-async-operation -- lets everything that is already promised happen
const flush = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

const asks =
    (what: string) =>
    ({ query }: Asked): boolean =>
        Boolean(query?.text.includes(what));
const forWon = asks('query WonOpportunities');
const forArrivals = asks('query ConfirmedArrivals');

const CAMPAIGN = '701000000000001AAA';
const [ADA, BEN] = ['003000000000001AAA', '003000000000002AAA'];
const node = (fields: Record<string, unknown>): { node: never } => ({
    node: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { value }])) as never,
});
const ROWS = readRows(
    [
        node({ channel: 'SMS', provider: 'twilio', total: 9, delivered: 8, currency: 'USD', cost: 100 }),
        node({ channel: 'WhatsApp', provider: 'infobip', total: 4, delivered: 4, currency: 'EUR', cost: 2 }),
        node({ channel: 'Push', provider: 'fcm', total: 3, delivered: 3 }),
    ].map((row) => row.node),
);
const won = (amount: number, closedOn: string, contactId: string | null): object =>
    node({ amount, closedOn, contactId });
const arrived = (contactId: string, channel: string, provider: string, at: string): object =>
    node({ contactId, channel, provider, at });

const WON = [
    won(900, '2026-11-20', ADA), // reached by SMS, then by WhatsApp, then closed
    won(500, '2026-11-19', ADA), // closed before WhatsApp reached her
    won(70, '2026-11-17', BEN), // closed before anything reached him
    won(30, '2026-11-20', null),
];
const ARRIVALS = [
    arrived(ADA, 'WhatsApp', 'infobip', '2026-11-20T23:00:00.000Z'),
    arrived(ADA, 'SMS', 'twilio', '2026-11-18T09:00:00.000Z'),
    arrived(BEN, 'SMS', 'twilio', '2026-11-18T09:00:00.000Z'),
];
const ofWon = (edges: readonly object[], more: { count?: number; amount?: number } = {}): object => ({
    uiapi: {
        query: { won: { totalCount: more.count ?? edges.length, edges } },
        aggregate: { all: { edges: [{ node: { aggregate: { Amount: { sum: { value: more.amount ?? 1_500 } } } } }] } },
    },
});
const ofArrivals = (edges: readonly object[], totalCount = edges.length): object => ({
    uiapi: { query: { arrivals: { totalCount, edges } } },
});

type Shown = HTMLElement & { from: string; to: string; campaignId: string; rows: unknown };
type Chart = HTMLElement & { bars: readonly Record<string, unknown>[] };

async function show(fields = ['Amount', 'CampaignId', 'ContactId']): Promise<Shown> {
    const element = createElement('c-campaign-return', { is: CampaignReturn }) as unknown as Shown;
    Object.assign(element, { campaignId: CAMPAIGN, from: '2026-11-15', to: '2026-11-21', rows: ROWS });
    document.body.appendChild(element);
    await flush();
    rights.emit({ fields: Object.fromEntries(fields.map((field) => [field, { updateable: false }])) });
    await flush();
    return element;
}
async function showWon(): Promise<Shown> {
    const element = await show();
    wire.emit(ofWon(WON), forWon);
    await flush();
    wire.emit(ofArrivals(ARRIVALS), forArrivals);
    await flush();
    return element;
}
const charts = (element: Shown): Chart[] => [...element.shadowRoot!.querySelectorAll<Chart>('c-bar-chart')];
const amounts = (chart: Chart | undefined): unknown[] =>
    (chart?.bars ?? []).map((bar) => [bar['label'], bar['valueText']]);

describe('what a campaign earned', () => {
    it('credits each won opportunity once, to the confirmed delivery that was the last before it was closed', async () => {
        const [channels, providers] = charts(await showWon());
        expect(amounts(channels)).toEqual([
            ['WhatsApp', '$900.00'],
            ['SMS', '$500.00'],
            ['Push', '$0.00'],
            ['c.Campaign_Return_Rest', '$100.00'],
        ]);
        expect(amounts(providers).map((row) => (row as unknown[])[1])).toEqual([
            '$900.00',
            '$500.00',
            '$0.00',
            '$100.00',
        ]);
        expect(channels!.bars.map(({ share }) => Math.round(Number(share)))).toEqual([60, 33, 0, 7]);
    });

    it('holds the cost against it where both are in one currency, and says where they are not', async () => {
        const [channels] = charts(await showWon());
        expect(channels!.bars.map(({ note }) => note)).toEqual([
            'c.Campaign_Return_Other_Currency',
            'c.Campaign_Return_Gain',
            'c.Campaign_No_Prices',
            undefined,
        ]);
    });

    it('asks for the deliveries to those who bought alone, of the days that are shown', async () => {
        await showWon();
        expect(wire.getLastConfig().variables).toEqual({
            campaignId: CAMPAIGN,
            contactIds: [ADA, BEN],
            from: '2026-11-15T00:00:00.000Z',
            before: '2026-11-22T00:00:00.000Z',
        });
    });

    it('says in words what counts, is accessible, and leads to the messages that arrived', async () => {
        const element = await showWon();
        const drills: unknown[] = [];
        element.addEventListener('drill', (event) => drills.push((event as CustomEvent).detail));
        expect(element.shadowRoot!.textContent).toContain('c.Campaign_Return_Meaning');
        charts(element)[0]!.dispatchEvent(new CustomEvent('drill', { detail: '"SMS"' }));
        expect(drills).toEqual([
            {
                heading: 'c.Campaign_Return_By_Channel: SMS',
                scope: { channel: 'SMS', isConfirmed: true, statuses: ['Delivered'] },
            },
        ]);
        await expect(element).toBeAccessible();
    });

    it('counts among the rest what it did not look at, and says so', async () => {
        const element = await show();
        wire.emit(ofWon(WON, { count: 600, amount: 2_000 }), forWon);
        await flush();
        wire.emit(ofArrivals(ARRIVALS), forArrivals);
        await flush();
        expect(amounts(charts(element)[0]).at(-1)).toEqual(['c.Campaign_Return_Rest', '$600.00']);
        expect(element.shadowRoot!.textContent).toContain('c.Campaign_Return_Cut');
    });

    it('needs no second question where no opportunity has a contact, or none was won', async () => {
        const element = await show();
        wire.emit(ofWon([won(30, '2026-11-20', null)], { amount: 30 }), forWon);
        await flush();
        expect(amounts(charts(element)[0]).at(-1)).toEqual(['c.Campaign_Return_Rest', '$30.00']);
        wire.emit(ofWon([], { amount: 0 }), forWon);
        await flush();
        expect(element.shadowRoot!.textContent).toContain('c.Campaign_Return_Empty');
    });

    it('does not credit what it knows of other days', async () => {
        const element = await showWon();
        element.from = '2026-11-19';
        await flush();
        expect(charts(element)).toEqual([]);
        wire.emit(ofArrivals([]), forArrivals);
        await flush();
        expect(amounts(charts(element)[0]).at(-1)).toEqual(['c.Campaign_Return_Rest', '$1,500.00']);
    });

    it('shows an error with a way to try again', async () => {
        const element = await show();
        wire.emitErrors([{ message: 'Down' }], forWon);
        await flush();
        expect(element.shadowRoot!.querySelector('c-error-panel')).not.toBeNull();
    });

    it.each([
        ['opportunities', (): void => rights.error()],
        ['a field of theirs', (): void => rights.emit({ fields: { Amount: {}, CampaignId: {} } })],
    ])('is left out for who may not read %s', async (_what, answer) => {
        const element = await show([]);
        answer();
        await flush();
        expect(wire.getLastConfig()?.query).toBeUndefined();
        expect(element.shadowRoot!.textContent).toBe('');
    });
});
