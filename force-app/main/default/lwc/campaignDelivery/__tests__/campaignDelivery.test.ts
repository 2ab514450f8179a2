import { createElement } from 'lwc';
import { graphql } from 'lightning/graphql';
import CampaignDelivery from 'c/campaignDelivery';

/** The test adapter of the LWC preset, which the platform's types do not know. */
interface TestAdapter {
    emit(data: unknown, filter?: (config: Config) => boolean, refresh?: () => Promise<void>): void;
    emitErrors(errors: unknown, filter?: (config: Config) => boolean, refresh?: () => Promise<void>): void;
    getLastConfig(): Config;
}
interface Config {
    readonly query?: { readonly text: string };
    readonly variables: Readonly<Record<string, unknown>>;
}
const wire = graphql as unknown as TestAdapter;

const CAMPAIGN = '701000000000001AAA';
const SECOND = 1_000;

const asks =
    (what: string, after?: string | null) =>
    ({ query, variables }: Config): boolean =>
        Boolean(query?.text.includes(what)) && (after === undefined || variables['after'] === after);
const forTotals = asks('query DeliverySummaries');
const forMessages = asks('query MessagesBehindFigure');

const node = (fields: Record<string, unknown>): unknown => ({
    node: {
        Id: 'a01000000000001AAA',
        ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { value }])),
    },
});

const ROWS = [
    node({
        day: '2026-11-20',
        campaignId: CAMPAIGN,
        channel: 'SMS',
        provider: 'twilio',
        country: 'GB',
        carrier: 'EE',
        currency: 'USD',
        cost: 1.94,
        failedCost: 0.05,
        segments: 194,
        failedSegments: 5,
        total: 200,
        delivered: 194,
        handset: 190,
        undelivered: 5,
        sent: 1,
        engaged: 40,
        credited: 38,
        optedOut: 2,
        permanent: 5,
        codes: '[{"code":"30005","class":"Permanent","count":5}]',
        hours: '[[9,150,147,3],[10,50,47,2]]',
        latency: '[[24,194]]',
    }),
    node({
        day: '2026-11-21',
        campaignId: CAMPAIGN,
        channel: 'SMS',
        provider: 'sinch',
        country: 'DE',
        total: 100,
        delivered: 80,
        handset: 20,
        rejected: 18,
        unknown: 2,
        spamFiltered: 18,
        codes: '[{"code":"","class":"Spam Filtered","count":20}]',
        hours: '[[9,100,80,20]]',
    }),
];

const totals = (edges: unknown[], next: string | null = null): unknown => ({
    uiapi: { query: { summaries: { edges, pageInfo: { hasNextPage: next !== null, endCursor: next } } } },
});

function show(properties: object = { recordId: CAMPAIGN }): ShadowRoot {
    const element = createElement('c-campaign-delivery', { is: CampaignDelivery });
    document.body.appendChild(Object.assign(element, properties));
    return element.shadowRoot!;
}

/** Lets everything that is already promised happen. */
const flush = (): Promise<void> => jest.advanceTimersByTimeAsync(0).then(() => undefined);

async function showFigures(properties?: object): Promise<ShadowRoot> {
    const root = show(properties);
    await flush();
    wire.emit(totals(ROWS), forTotals, () => Promise.resolve());
    await flush();
    return root;
}

interface Tile extends HTMLElement {
    readonly value: string;
    readonly verdict: string;
}
const tile = (root: ShadowRoot, key: string): Tile => root.querySelector<Tile>(`c-kpi-tile[data-key="${key}"]`)!;

function choose(root: ShadowRoot, name: string, value: string): void {
    const filters = root.querySelector('c-campaign-filters')!.shadowRoot!;
    filters
        .querySelector(`[data-name="${name}"]`)!
        .dispatchEvent(new CustomEvent('change', { detail: { value }, bubbles: true, composed: true }));
}

const drillOf = (root: ShadowRoot): (HTMLElement & { scope: unknown; heading: string }) | null =>
    root.querySelector<HTMLElement & { scope: unknown; heading: string }>('c-message-drill');

describe('the campaign dashboard', () => {
    beforeEach(() => {
        jest.useFakeTimers({ now: new Date('2026-11-21T10:00:05Z') });
    });

    afterEach(() => {
        jest.useRealTimers();
    });

    it('shows the outlines of its tiles until the first answer', async () => {
        const root = show();
        await flush();
        expect(root.querySelectorAll('.skeleton').length).toBeGreaterThan(0);
        expect(root.querySelector('.skeleton')!.parentElement!.textContent).toBe('c.Delivery_Loading');
    });

    it('asks for the last thirty days of the campaign of its page', async () => {
        show();
        await flush();
        expect(wire.getLastConfig().variables).toEqual({
            campaignId: CAMPAIGN,
            anyCampaign: '',
            from: '2026-10-23',
            to: '2026-11-21',
            after: null,
        });
    });

    it('shows each figure, and how the rate stands', async () => {
        const root = await showFigures();
        const values = ['messages', 'sent', 'delivered', 'failed', 'optedOut', 'engaged'].map(
            (key) => tile(root, key).value,
        );
        expect(values).toEqual(['300', '300', '274', '23', '2', '40']);
        expect(tile(root, 'delivered').verdict).toBe('watch');
        expect(tile(root, 'cost USD').value).toBe('$0.01');
        expect(tile(root, 'delivered').shadowRoot!.querySelector('.verdict')!.textContent).toBe(
            'c.Campaign_Verdict_Watch',
        );
    });

    it('says what was paid for messages that did not arrive, and what a segment came to', async () => {
        const root = await showFigures();
        expect([tile(root, 'loss USD').value, tile(root, 'segments').value]).toEqual(['$0.05', '194']);
        expect(tile(root, 'loss USD').shadowRoot!.textContent).toContain('c.Campaign_Of_Cost_And_Segments');
        expect(tile(root, 'segments').shadowRoot!.textContent).toContain('c.Campaign_Each_Segment');
    });

    it('says of a provider what a delivery costs, and of how many messages nobody knows the fate', async () => {
        const root = await showFigures();
        const bars = [...root.querySelectorAll<HTMLElement>('c-bar-chart')].map(
            (chart) => chart.shadowRoot!.textContent,
        );
        expect(bars.some((text) => text?.includes('c.Campaign_Per_Delivery_And_Reaction'))).toBe(true);
        expect(bars.some((text) => text?.includes('c.Campaign_Of_Unknown_Fate'))).toBe(true);
    });

    it('says of a country whose deliveries no phone confirms that they are a carrier’s word', async () => {
        const root = await showFigures();
        const chart = root.querySelector<HTMLElement & { bars: readonly { label: string; detail: string }[] }>(
            'c-bar-chart[data-key="country"]',
        )!;
        const warned = chart.bars.filter(({ detail }) => detail.includes('c.Campaign_Carrier_Word'));
        expect(chart.bars).toHaveLength(2);
        expect(warned.map(({ label }) => label)).toEqual(['Germany']);
    });

    it('says when there is nothing in these days, and when the filters leave nothing', async () => {
        const root = show();
        await flush();
        wire.emit(totals([]), forTotals);
        await flush();
        expect(root.querySelector('.empty')!.textContent).toBe('c.Campaign_Empty_Days');
        wire.emit(totals(ROWS), forTotals);
        await flush();
        choose(root, 'channel', 'Email');
        await flush();
        expect(root.querySelector('.empty')!.textContent).toBe('c.Campaign_Empty_Filters');
    });

    it('shows an error, and keeps what it knew when an update fails', async () => {
        const root = show();
        await flush();
        wire.emitErrors([{ message: 'No access' }], forTotals);
        await flush();
        expect(root.querySelector('c-error-panel')).not.toBeNull();
        wire.emit(totals(ROWS), forTotals);
        await flush();
        expect(root.querySelector('c-error-panel')).toBeNull();
        wire.emitErrors([{ message: 'down' }], forTotals);
        await flush();
        expect(tile(root, 'messages').value).toBe('300');
        expect(root.querySelector('.stale')!.textContent).toBe('c.Delivery_Could_Not_Update');
    });

    it('narrows what it has by filters, without asking again', async () => {
        const root = await showFigures();
        const before = wire.getLastConfig();
        choose(root, 'country', 'GB');
        await flush();
        expect(tile(root, 'messages').value).toBe('200');
        expect(tile(root, 'delivered').verdict).toBe('good');
        expect(wire.getLastConfig()).toBe(before);
    });

    it('asks again for other days', async () => {
        const root = await showFigures();
        choose(root, 'preset', 'today');
        await flush();
        expect(root.querySelector('.skeleton')).not.toBeNull();
        expect(wire.getLastConfig().variables).toMatchObject({ from: '2026-11-21', to: '2026-11-21' });
    });

    it('reads page after page, and says when that is not all', async () => {
        const root = show();
        await flush();
        let after: string | null = null;
        for (const next of ['two', 'three', 'four', 'five', 'six']) {
            wire.emit(totals(ROWS, next), asks('query DeliverySummaries', after));
            // eslint-disable-next-line no-await-in-loop -- each page is asked for once the one before is there
            await flush();
            after = next;
        }
        expect(tile(root, 'messages').value).toBe('1,500');
        expect(root.querySelectorAll('c-summary-page')).toHaveLength(5);
        expect(root.querySelector('.warning')!.textContent).toBe('c.Campaign_Cut');
        wire.emit(totals(ROWS), asks('query DeliverySummaries', 'two'));
        await flush();
        expect(tile(root, 'messages').value).toBe('600');
        expect(root.querySelector('.warning')).toBeNull();
    });

    it('reads messages only when asked for those behind a figure', async () => {
        const root = await showFigures();
        expect(forMessages(wire.getLastConfig())).toBe(false);
        tile(root, 'failed').shadowRoot!.querySelector<HTMLElement>('button.value')!.click();
        await flush();
        expect(forMessages(wire.getLastConfig())).toBe(true);
        expect(drillOf(root)!.scope).toEqual({
            from: '2026-10-23',
            to: '2026-11-21',
            campaignId: CAMPAIGN,
            statuses: ['Failed', 'Undelivered', 'Rejected', 'Expired'],
        });
        drillOf(root)!.dispatchEvent(new CustomEvent('close'));
        await flush();
        expect(drillOf(root)).toBeNull();
    });

    const bars: [string, string, object][] = [
        ['codes', JSON.stringify(['sinch', '', 'Spam Filtered']), { provider: 'sinch', errorCode: null }],
        ['classes', 'Permanent', { failureClass: 'Permanent' }],
        ['carrier', 'null', { carrier: null }],
        ['provider', '"twilio"', { provider: 'twilio' }],
        ['funnel', 'engaged', { isEngaged: true, isConfirmed: true }],
        ['route', JSON.stringify(['twilio', 'GB', 'EE']), { provider: 'twilio', country: 'GB', carrier: 'EE' }],
        ['kinds', 'delivered', { statuses: ['Delivered'] }],
        ['fates', 'Unknown', { statuses: ['Unknown'] }],
    ];

    it.each(bars)('leads from a bar of %s to its messages', async (section, key, scope) => {
        const root = await showFigures();
        root.querySelector(`c-bar-chart[data-key="${section}"]`)!.dispatchEvent(
            new CustomEvent('drill', { detail: key }),
        );
        await flush();
        expect(drillOf(root)!.scope).toMatchObject(scope);
    });

    it('shows each class of failures with its own fix', async () => {
        const root = show();
        await flush();
        const counts = { permanent: 6, temporary: 5, spamFiltered: 4, optedOutFailures: 3, configuration: 2 };
        const row = { day: '2026-11-20', campaignId: CAMPAIGN, channel: 'SMS', provider: 'twilio', total: 21 };
        wire.emit(totals([node({ ...row, undelivered: 21, ...counts, unknownFailures: 1 })]), forTotals, () =>
            Promise.resolve(),
        );
        await flush();
        const chart = root.querySelector<HTMLElement & { bars: { key: string; note: string }[] }>(
            'c-bar-chart[data-key="classes"]',
        )!;
        expect(chart.bars.map(({ key, note }) => [key, note])).toEqual([
            ['Permanent', 'c.Campaign_Advice_Permanent'],
            ['Temporary', 'c.Campaign_Advice_Temporary'],
            ['Spam Filtered', 'c.Campaign_Advice_Spam_Filtered'],
            ['Opted Out', 'c.Campaign_Advice_Opted_Out'],
            ['Configuration', 'c.Campaign_Advice_Configuration'],
            ['Unknown', 'c.Campaign_Advice_Unknown'],
        ]);
    });

    it('leads from an hour and from a day to their messages', async () => {
        const root = await showFigures();
        const heat = root.querySelector('c-heat-map')!.shadowRoot!;
        heat.querySelector<HTMLElement>('[data-row=\'"DE"\'][data-column="9"]')!.click();
        await flush();
        expect(drillOf(root)!.scope).toMatchObject({ country: 'DE', hour: 9 });
        const trend = root.querySelector('c-trend-chart')!.shadowRoot!;
        trend.querySelector<HTMLElement>('[data-key="2026-11-20"]')!.click();
        await flush();
        expect(drillOf(root)!.scope).toMatchObject({ from: '2026-11-20', to: '2026-11-20' });
    });

    it('sorts comparisons as asked', async () => {
        const root = await showFigures();
        const providers = (): string[] =>
            root
                .querySelector<HTMLElement & { bars: { label: string }[] }>('c-bar-chart[data-key="provider"]')!
                .bars.map(({ label }) => label);
        expect(providers()).toEqual(['Twilio', 'Sinch']);
        root.querySelector('.sort')!.dispatchEvent(new CustomEvent('change', { detail: { value: 'rate' } }));
        await flush();
        expect(providers()).toEqual(['Sinch', 'Twilio']);
    });

    it('offers the campaigns on a page that is about none', async () => {
        const root = await showFigures({});
        const card = root.querySelector<HTMLElement & { title: string }>('lightning-card')!;
        expect(card.title).toBe('c.Campaign_Title_All');
        expect(wire.getLastConfig().variables).toMatchObject({ anyCampaign: '%' });
        const aggregate = { campaignId: { value: CAMPAIGN }, campaign: { name: { value: 'Spring appeal' } } };
        wire.emit(
            { uiapi: { aggregate: { campaigns: { edges: [{ node: { aggregate } }] } } } },
            asks('query CampaignsWithMessages'),
        );
        await flush();
        choose(root, 'campaignId', CAMPAIGN);
        await flush();
        expect(wire.getLastConfig().variables).toMatchObject({ campaignId: CAMPAIGN, anyCampaign: '' });
    });

    it('looks for news by itself, and stops when the page is left', async () => {
        const root = show({ recordId: CAMPAIGN, refreshSeconds: 10 });
        await flush();
        const refresh = jest.fn(() => Promise.resolve());
        wire.emit(totals(ROWS), forTotals, refresh);
        await jest.advanceTimersByTimeAsync(30 * SECOND);
        expect(refresh).toHaveBeenCalledTimes(3);
        root.host.remove();
        await jest.advanceTimersByTimeAsync(60 * SECOND);
        expect(refresh).toHaveBeenCalledTimes(3);
    });

    it('is accessible with data on it', async () => {
        const root = await showFigures();
        choose(root, 'preset', 'today'); // one day has what thirty have, and is checked in seconds
        await flush();
        wire.emit(totals(ROWS.slice(0, 1)), forTotals);
        await flush();
        jest.useRealTimers(); // the checker waits by the real clock
        await expect(document.body).toBeAccessible();
    }, 30_000);
});
