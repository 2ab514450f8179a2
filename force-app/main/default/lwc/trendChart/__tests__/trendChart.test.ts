import { createElement } from 'lwc';
import TrendChart from 'c/trendChart';
import type { TrendPoint } from 'c/trendChart';

const point = (key: string, rate: number | null, sent: number): TrendPoint => ({
    ...{ key, label: key, rate, rateText: `${rate ?? '–'}`, sent, sentText: String(sent) },
    text: `${key}: ${rate ?? 'nothing'}`,
});

async function show(points: readonly TrendPoint[]): Promise<ShadowRoot> {
    const element = createElement('c-trend-chart', { is: TrendChart });
    document.body.appendChild(Object.assign(element, { caption: 'By day', points, line: 95, lineLabel: '95 %' }));
    await Promise.resolve();
    return element.shadowRoot!;
}

const marks = (root: ShadowRoot): HTMLElement[] => [...root.querySelectorAll<HTMLElement>('.mark')];
const POINTS = [point('Mon', 100, 10), point('Tue', null, 0), point('Wed', 73, 20)];

describe('the rate day by day', () => {
    it('begins its axis below the lowest rate, and draws the good rate into it', async () => {
        const root = await show(POINTS);
        expect(root.querySelector('.axis span:last-child')!.textContent).toBe('70 %');
        expect(Number(root.querySelector('.benchmark')!.getAttribute('y1'))).toBeCloseTo(16.67, 1); // 5 of 30 from the top
    });

    it('passes over a day on which nothing was sent', async () => {
        const root = await show(POINTS);
        expect(root.querySelector('.curve')!.getAttribute('points')!.split(' ')).toHaveLength(2);
        expect(root.querySelectorAll('.dot.none')).toHaveLength(1);
        expect(root.querySelectorAll('.dot.below')).toHaveLength(1);
    });

    it('says the day that is pointed at, and leads to its messages', async () => {
        const root = await show(POINTS);
        const drilled: unknown[] = [];
        root.host.addEventListener('drill', (event) => drilled.push((event as CustomEvent).detail));
        marks(root)[0]!.focus();
        await Promise.resolve();
        expect(root.querySelector('.readout[aria-hidden]')!.textContent).toBe('Mon: 100');
        marks(root)[0]!.click();
        expect(drilled).toEqual(['Mon']);
    });

    it('is one stop of the Tab key, at the newest day first', async () => {
        expect(marks(await show(POINTS)).map(({ tabIndex }) => tabIndex)).toEqual([-1, -1, 0]);
    });

    it('stands in a table as well, and is accessible', async () => {
        const root = await show(POINTS);
        expect([...root.querySelectorAll('tbody tr')].map((row) => row.textContent)).toEqual([
            'Mon10010',
            'Tue–0',
            'Wed7320',
        ]);
        await expect(root.host).toBeAccessible();
    });
});
