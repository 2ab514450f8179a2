import { assert, constantFrom, integer, property } from 'fast-check';
import { betterRoute, deliveryRate, groupByRoute, readRows } from 'c/deliveryFigures';
import type { Route } from 'c/deliveryFigures';

const row = (provider: string, total: number, delivered: number, carrier: string | null = 'EE'): never => {
    const fields = { provider, country: 'GB', carrier, total, delivered, undelivered: total - delivered };
    const cells = Object.entries(fields).map(([name, value]) => [name, { value }]);
    return { Id: 'a01000000000001AAA', ...Object.fromEntries(cells) } as never; // the shape of the answer
};
const routes = (...nodes: never[]): Route[] => groupByRoute(readRows(nodes));
const of = (all: readonly Route[], provider: string): Route => all.find((each) => each.provider === provider)!;
const everyone = (): boolean => true;

describe('a better route', () => {
    it('brings clearly more to the same network', () => {
        const all = routes(row('twilio', 1000, 970), row('bsr', 1000, 880));
        expect(betterRoute(of(all, 'bsr'), all, everyone)?.provider).toBe('twilio');
        expect(betterRoute(of(all, 'twilio'), all, everyone)).toBeUndefined();
        expect(betterRoute(of(all, 'bsr'), all, () => false)).toBeUndefined();
    });

    it.each([
        ['one of few messages', [row('twilio', 99, 99), row('bsr', 1000, 880)]],
        ['one for few messages', [row('twilio', 1000, 990), row('bsr', 99, 60)]],
        ['one that chance may explain', [row('twilio', 100, 95), row('bsr', 100, 90)]],
        ['one that gains too little', [row('twilio', 900_000, 891_000), row('bsr', 900_000, 882_000)]],
        ['one to another network', [row('twilio', 1000, 990, 'O2'), row('bsr', 1000, 800)]],
    ])('is not %s', (_what, nodes) => {
        const all = routes(...nodes);
        expect(betterRoute(of(all, 'bsr'), all, everyone)).toBeUndefined();
    });

    it('has the higher rate, is never itself, and never the other way round as well', () => {
        const share = integer({ min: 0, max: 100 });
        assert(
            property(share, share, constantFrom(50, 150, 5_000), (one, other, total) => {
                const all = routes(row('twilio', total, (total * one) / 100), row('bsr', total, (total * other) / 100));
                const better = all.map((route) => betterRoute(route, all, everyone));
                expect(better.filter(Boolean).length).toBeLessThan(2);
                for (const [index, found] of better.entries()) {
                    if (!found) continue;
                    expect(found).not.toBe(all[index]);
                    expect(deliveryRate(found.figures)!).toBeGreaterThan(deliveryRate(all[index]!.figures)!);
                }
            }),
        );
    });
});
