import { createElement } from 'lwc';
import BarChart from 'c/barChart';
import type { Bar } from 'c/barChart';

const bar = (key: string, more: Partial<Bar> = {}): Bar => ({ key, label: key, share: 50, valueText: '5', ...more });

async function show(properties: object): Promise<ShadowRoot> {
    const element = createElement('c-bar-chart', { is: BarChart });
    document.body.appendChild(Object.assign(element, { caption: 'Providers', ...properties }));
    await Promise.resolve();
    return element.shadowRoot!;
}

const widths = (root: ShadowRoot): (string | null)[] =>
    [...root.querySelectorAll('.fill')].map((rect) => rect.getAttribute('width'));

describe('a chart of bars', () => {
    it('draws each as long as its share, and what is small still to be seen', async () => {
        const root = await show({
            bars: [bar('a', { share: 150 }), bar('b', { share: 0.01 }), bar('c', { share: 0 })],
        });
        expect(widths(root)).toEqual(['100', '1', '0']);
    });

    it('draws the line of all, and that of a bar which has its own', async () => {
        const root = await show({ line: 95, bars: [bar('a'), bar('b', { line: 88.8 })] });
        const places = [...root.querySelectorAll('.line')].map((line) => line.getAttribute('x1'));
        expect(places).toEqual(['95', '88.8']);
    });

    it('leads to what lies behind a bar, and from nothing to nowhere', async () => {
        const root = await show({ bars: [bar('a', { isDrillable: true }), bar('b', { isDrillable: false })] });
        const drilled: unknown[] = [];
        root.host.addEventListener('drill', (event) => drilled.push((event as CustomEvent).detail));
        root.querySelectorAll<HTMLElement>('button.name').forEach((button) => button.click());
        expect(drilled).toEqual(['a']);
    });

    it('shows six and the rest on demand', async () => {
        const root = await show({ bars: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((key) => bar(key)) });
        expect(root.querySelectorAll('.bar')).toHaveLength(6);
        root.querySelector<HTMLElement>('.more')!.click();
        await Promise.resolve();
        expect(root.querySelectorAll('.bar')).toHaveLength(8);
    });

    it('is a table for those who do not see it, and says when there is nothing', async () => {
        const root = await show({ bars: [bar('a', { tone: 'flagged', toneText: 'Below 90 %', isDrillable: true })] });
        expect(root.querySelector('caption')!.textContent).toBe('Providers');
        expect(root.querySelector('td')!.textContent).toContain('Below 90 %');
        await expect(root.host).toBeAccessible();
        expect((await show({ bars: [] })).querySelector('table')).toBeNull();
    });
});
