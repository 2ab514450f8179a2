import { foldFigures, readRows } from 'c/deliveryFigures';
import type { SummaryRow } from 'c/deliveryFigures';
import { messageVariables } from '../../messagePage/messageVariables';
import type { RouteTrust } from 'c/routeTrusts';
import { dashboardView } from '../dashboardView';
import { figuresCsv } from '../figuresCsv';
import { fateSection, kindSection } from '../outcomeSections';
import { routeSection, trustsByRoute, withLeastTrust } from '../routeSection';
import { funnel, rateSection } from '../sections';
import type { Section } from '../sections';
import { tilesOf } from '../tiles';

const rowsOf = (...given: Readonly<Record<string, unknown>>[]): SummaryRow[] =>
    readRows(
        given.map((fields) => {
            const cells = Object.entries(fields).map(([name, value]) => [name, { value }] as const);
            return { Id: 'a01000000000001AAA', ...Object.fromEntries(cells) } as never; // the shape of the answer
        }),
    );

const told = ({ bars }: Section): unknown[][] => bars.map(({ label, valueText, detail }) => [label, valueText, detail]);

describe('the kinds of reports', () => {
    const rows = rowsOf(
        { total: 60, delivered: 50, undelivered: 4, expired: 3, unknown: 2, canceled: 1 },
        { total: 40, scheduled: 1, queued: 2, sent: 30, unconfirmed: 4, failed: 1, rejected: 2 },
    );

    it('are told apart: delivered, over without delivery, and intermediate ones', () => {
        expect(told(kindSection(rows)).map(([label, count]) => [label, count])).toEqual([
            ['c.Campaign_Delivered', '50'],
            ['c.Campaign_Kind_Final', '13'],
            ['c.Campaign_Kind_Intermediate', '37'],
        ]);
    });

    it('lead each to its messages, and no message is in two', () => {
        const { scopes } = kindSection(rows);
        const statuses = Object.values(scopes).flatMap((scope) => scope.statuses ?? []);
        expect(new Set(statuses).size).toBe(statuses.length);
        expect(scopes['intermediate']).toEqual({ statuses: ['Scheduled', 'Queued', 'Sent', 'Unconfirmed'] });
    });
});

describe('what ended without arriving', () => {
    it('has its share of what was sent, and where that is high its usual cause and what to do', () => {
        const rows = rowsOf({ total: 200, delivered: 185, undelivered: 4, expired: 8, unknown: 2, rejected: 1 });
        const { bars, scopes } = fateSection(rows, foldFigures(rows).sent);
        expect(bars.map(({ label, valueText, share }) => [label, valueText, share])).toEqual([
            ['c.Delivery_Status_Undelivered', '4', 2],
            ['c.Delivery_Status_Expired', '8', 4],
            ['c.Delivery_Status_Unknown', '2', 1],
            ['c.Delivery_Status_Rejected', '1', 0.5],
        ]);
        expect(bars.map(({ note }) => note)).toEqual([
            'c.Delivery_Reason_Undelivered c.Delivery_Advice_Undelivered',
            'c.Delivery_Reason_Expired c.Delivery_Advice_Expired',
            '',
            '',
        ]);
        expect(scopes['Expired']).toEqual({ statuses: ['Expired'] });
    });

    it.each([
        ['unknown', 'c.Delivery_Reason_No_Receipt c.Delivery_Advice_Unknown'],
        ['rejected', 'c.Delivery_Reason_Rejected c.Delivery_Advice_Rejected'],
    ])('says why of many that are %s', (name, note) => {
        const rows = rowsOf({ total: 100, delivered: 90, [name]: 10 });
        expect(fateSection(rows, 100).bars.map((bar) => bar.note)).toContain(note);
    });
});

describe('what is credited', () => {
    const rows = rowsOf(
        { total: 10, sent: 10, engaged: 6, credited: 0, currency: 'GBP', cost: 1 },
        { total: 10, delivered: 10, handset: 8, engaged: 5, credited: 4, currency: 'GBP', cost: 1 },
    );

    it('are reactions to confirmed deliveries only: what was only sent counts zero', () => {
        const figures = foldFigures(rows);
        expect([figures.engaged, figures.credited]).toEqual([11, 4]);
        expect(foldFigures(rows.slice(0, 1)).credited).toBe(0);
        const { bars, scopes } = funnel(figures);
        expect(bars.map(({ valueText }) => valueText)).toEqual(['20', '10', '4']);
        expect(scopes['engaged']).toEqual({ isEngaged: true, isConfirmed: true, statuses: ['Delivered'] });
    });

    it('earn the cost of a reaction; without any, there is none to tell', () => {
        const noteOf = (of: readonly SummaryRow[]): unknown => rateSection(of, 'channel', 'messages').bars[0]?.note;
        expect(noteOf(rows)).toBe('c.Campaign_Per_Delivery_And_Reaction');
        const uncredited = rowsOf({ total: 5, delivered: 5, engaged: 5, credited: 0, currency: 'GBP', cost: 1 });
        expect(noteOf(uncredited)).toBe('c.Campaign_Per_Delivery');
        const tile = tilesOf(foldFigures(rows)).find(({ key }) => key === 'engaged');
        expect(tile).toMatchObject({ value: '11', note: 'c.Campaign_Engaged_And_Credited' });
    });
});

describe('routes', () => {
    const route = { country: 'GB', carrier: 'Thames' };
    const rows = rowsOf(
        { ...route, provider: 'twilio', total: 400, delivered: 392, undelivered: 8 },
        { ...route, provider: 'bsr', total: 300, delivered: 240, unknown: 30, undelivered: 30 },
        { provider: 'bsr', country: 'FR', total: 200, delivered: 198, undelivered: 2 },
    );
    const trust = (provider: string, country: string, carrier: string | null, score: number): RouteTrust => {
        return { id: provider + country, provider, country, carrier, score, messages: 100, reasons: [] };
    };
    const trusted = trustsByRoute([trust('bsr', 'GB', 'Thames', 20), trust('twilio', 'GB', 'Thames', 95)]);

    it('are compared by what arrives and of how many nobody knows the fate, and lead to their messages', () => {
        const section = routeSection(rows, trustsByRoute([]), 'messages');
        expect(section.bars.map(({ label, valueText }) => [label, valueText])).toEqual([
            ['Twilio, United Kingdom, Thames', '98\u00A0%'],
            ['BSR, United Kingdom, Thames', '80\u00A0%'],
            ['BSR, France', '99\u00A0%'],
        ]);
        expect(section.bars.every(({ detail }) => detail?.endsWith('c.Campaign_Unknown_Rate'))).toBe(true);
        expect(section.bars[1]?.detail).toContain('c.Campaign_Of_Unknown_Fate');
        expect(section.scopes[section.bars[1]?.key ?? '']).toEqual({ ...route, provider: 'bsr' });
        expect(routeSection(rows, trusted, 'rate').bars[0]?.label).toBe('BSR, United Kingdom, Thames');
    });

    it('say how far their receipts are trusted, and which provider is better on the same way', () => {
        const notes = routeSection(rows, trusted, 'messages').bars.map(({ note }) => note);
        expect(notes).toEqual(['c.Campaign_Trusted', 'c.Campaign_Trusted c.Campaign_Better_Route', '']);
    });

    it('recommend nobody whose own receipts are not believed', () => {
        const doubted = trustsByRoute([trust('twilio', 'GB', 'Thames', 30)]);
        const notes = routeSection(rows, doubted, 'messages').bars.map(({ note }) => note);
        expect(notes).toEqual(['c.Campaign_Trusted', '', '']);
    });

    it('tell of a provider the one that is trusted least', () => {
        const providers = rateSection(rows, 'provider', 'messages');
        const notes = withLeastTrust(providers, trusted).bars.map(({ label, note }) => [label, note]);
        expect(notes).toEqual([
            ['BSR', 'c.Campaign_Least_Trusted'],
            ['Twilio', 'c.Campaign_Least_Trusted'],
        ]);
        expect(withLeastTrust(providers, trustsByRoute([]))).toEqual(providers);
    });
});

describe('the trend of all campaigns', () => {
    const day = '2026-11-20';
    const rows = rowsOf(
        ...[1, 2, 3, 4, 5, 6, 7].map((size) => ({ campaignId: `c${size}`, day, total: size * 10, delivered: size })),
        { day, total: 5, delivered: 5 },
    );
    const trendsOf = (withCampaigns: boolean): readonly unknown[] =>
        dashboardView(rows, { from: day, to: '2026-11-21' }, { sort: 'messages', withCampaigns, trusts: [] })
            .campaignTrends;

    it('has a line for each of the six largest, day by day', () => {
        expect(trendsOf(true)).toHaveLength(6);
        expect(trendsOf(true)[0]).toMatchObject({ key: 'c7', points: [{ key: day, rate: 10 }, { rate: null }] });
        expect(trendsOf(false)).toEqual([]);
    });
});

describe('push', () => {
    it('is told to be accepted, which is not delivered', () => {
        const rows = rowsOf({ channel: 'Push', total: 5, sent: 5 }, { channel: 'SMS', total: 4, delivered: 4 });
        const bars = rateSection(rows, 'channel', 'messages').bars.map(({ label, note }) => [label, note]);
        expect(bars).toEqual([
            ['Push', 'c.Campaign_Accepted_Only'],
            ['SMS', undefined],
        ]);
    });
});

describe('locations', () => {
    const rows = rowsOf(
        { location: 'Leeds', total: 60, delivered: 50 },
        { location: 'Other', total: 30, delivered: 10 },
        { location: 'Ghent', total: 20, delivered: 20 },
        { total: 10, delivered: 9 },
    );
    const range = { from: '2026-11-01', to: '2026-11-30' };
    const keysFor = (some: readonly SummaryRow[]): string[] =>
        dashboardView(some, range, { sort: 'messages', withCampaigns: false, trusts: [] }).comparisons.map(
            ({ key }) => key,
        );

    it('are compared once the relay lists any, those that it does not list as one', () => {
        expect(keysFor(rows)).toContain('location');
        expect(keysFor(rowsOf({ total: 10 }))).not.toContain('location');
        const compared = rateSection(rows, 'location', 'messages');
        expect(told(compared).map(([label, rate]) => [label, String(rate).replace('\u00a0', ' ')])).toEqual([
            ['Leeds', '83.3 %'],
            ['c.Campaign_Other_Locations', '33.3 %'],
            ['Ghent', '100 %'],
            ['c.Campaign_Not_Known', '90 %'],
        ]);
    });

    it('come to all messages together, here and in the file', () => {
        const lines = figuresCsv(rows, []).trim().split('\r\n');
        const messagesOf = (section: string): number =>
            lines
                .map((line) => line.split(','))
                .reduce((sum, [of, , count]) => sum + (of === section ? Number(count) : 0), 0);
        expect(messagesOf('c.Campaign_By_Location')).toBe(foldFigures(rows).messages);
    });

    it('lead to their messages: of "other", to those of no location that has a line', () => {
        const { scopes } = rateSection(rows, 'location', 'messages');
        const variables = (key: string): Readonly<Record<string, unknown>> =>
            messageVariables({ ...range, ...scopes[JSON.stringify(key)] });
        const [EVERY, NONE] = ['%', ''];
        const listedLocations = ['Other', 'Leeds', 'Ghent'];
        expect(variables('Leeds')).toMatchObject({ location: 'Leeds', anyLocation: NONE, otherLocation: NONE });
        expect(variables('Other')).toMatchObject({ anyLocation: NONE, otherLocation: EVERY, listedLocations });
        expect(messageVariables(range)).toMatchObject({ anyLocation: EVERY, otherLocation: NONE });
    });
});
