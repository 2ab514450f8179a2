import { createElement } from 'lwc';
import TimelineFilters, { NO_FILTERS } from 'c/timelineFilters';
import type { Filters } from 'c/timelineFilters';

interface Shown {
    readonly root: ShadowRoot;
    readonly changes: Filters[];
    choose(filter: string, value: string): Promise<void>;
}

function show(): Shown {
    const element = createElement('c-timeline-filters', { is: TimelineFilters });
    const changes: Filters[] = [];
    element.addEventListener('filterschange', (event) => changes.push((event as CustomEvent<Filters>).detail));
    document.body.appendChild(Object.assign(element, { filters: NO_FILTERS }));
    const root = element.shadowRoot!;
    const choose = (filter: string, value: string): Promise<void> => {
        const control = root.querySelector(`[data-filter="${filter}"]`)!;
        control.dispatchEvent(new CustomEvent('change', { detail: { value } }));
        return Promise.resolve();
    };
    return { root, changes, choose };
}

describe('the filters of the timeline', () => {
    it('tell each change with all filters', async () => {
        const { changes, choose } = show();
        await choose('channel', 'Email');
        await choose('status', 'waiting');
        expect(changes.at(-1)).toEqual({ channel: 'Email', statusGroup: 'waiting', from: '', to: '' });
    });

    it('show only failed messages at one press, and all at the next', async () => {
        const { root, changes } = show();
        const button = root.querySelector('button')!;
        button.click();
        await Promise.resolve();
        expect([changes.at(-1)!.statusGroup, button.getAttribute('aria-pressed')]).toEqual(['failed', 'true']);
        button.click();
        expect(changes.at(-1)!.statusGroup).toBe('');
    });

    it('count a period back from today', async () => {
        jest.useFakeTimers({ now: new Date('2026-11-21T20:00:00Z') });
        const { changes, choose } = show();
        await choose('period', '7');
        expect(changes).toEqual([{ ...NO_FILTERS, from: '2026-11-14' }]);
        await choose('period', '');
        expect(changes.at(-1)).toEqual(NO_FILTERS);
        jest.useRealTimers();
    });

    it('ask for the dates of a period of its own', async () => {
        const { root, changes, choose } = show();
        expect(root.querySelector('[data-filter="from"]')).toBeNull();
        await choose('period', 'custom');
        await choose('from', '2026-11-01');
        await choose('to', '2026-11-02');
        expect(changes.at(-1)).toEqual({ ...NO_FILTERS, from: '2026-11-01', to: '2026-11-02' });
    });

    it('are accessible', async () => {
        const { root, choose } = show();
        await choose('period', 'custom');
        await expect(root.host).toBeAccessible();
    });
});
