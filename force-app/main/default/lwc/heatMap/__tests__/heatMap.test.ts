import { createElement } from 'lwc';
import HeatMap from 'c/heatMap';
import type { HeatLine } from 'c/heatMap';

const line = (key: string, values: readonly number[]): HeatLine => ({
    key,
    label: key,
    cells: values.map((value, hour) => ({ value, text: `${key} ${hour}:00, ${value} failed` })),
});

async function show(lines: readonly HeatLine[]): Promise<ShadowRoot> {
    const element = createElement('c-heat-map', { is: HeatMap });
    document.body.appendChild(Object.assign(element, { caption: 'Failures', nameHeading: 'Countries', lines }));
    await Promise.resolve();
    return element.shadowRoot!;
}

const cells = (root: ShadowRoot): HTMLElement[] => [...root.querySelectorAll<HTMLElement>('.cell')];

describe('a map of values by hour', () => {
    it('is darkest at the largest value, and shows every number that is not zero', async () => {
        const shown = cells(await show([line('GB', [0, 1, 10]), line('FR', [5, 0, 6])]));
        expect(shown.map(({ className }) => className.replace('cell ', ''))).toEqual([
            'step-0',
            'step-1',
            'step-5',
            'step-3',
            'step-0',
            'step-3',
        ]);
        expect(shown.map(({ textContent }) => textContent)).toEqual(['', '1', '10', '5', '', '6']);
    });

    it('says each cell in words', async () => {
        const [first] = cells(await show([line('GB', [3])]));
        expect(first!.getAttribute('aria-label')).toBe('GB 0:00, 3 failed');
    });

    it('is one stop of the Tab key, with arrow keys from cell to cell', async () => {
        const root = await show([line('GB', [1, 2]), line('FR', [3, 4])]);
        expect(cells(root).map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1, -1]);
        cells(root)[0]!.focus();
        cells(root)[0]!.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
        await Promise.resolve();
        expect(cells(root).map(({ tabIndex }) => tabIndex)).toEqual([-1, -1, 0, -1]);
    });

    it('leads from a cell to its messages', async () => {
        const root = await show([line('"GB"', [0, 7])]);
        const drilled: unknown[] = [];
        root.host.addEventListener('drill', (event) => drilled.push((event as CustomEvent).detail));
        cells(root)[1]!.click();
        expect(drilled).toEqual([{ key: '"GB"', column: 1 }]);
    });

    it('is accessible, and says when there is nothing', async () => {
        const root = await show([line('GB', [1, 0])]);
        await expect(root.host).toBeAccessible();
        expect((await show([])).querySelector('.empty')).not.toBeNull();
    });
});
