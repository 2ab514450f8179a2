import { createElement } from 'lwc';
import KpiTile from 'c/kpiTile';

async function show(properties: object): Promise<ShadowRoot> {
    const element = createElement('c-kpi-tile', { is: KpiTile });
    document.body.appendChild(Object.assign(element, { label: 'Delivered', value: '274', ...properties }));
    await Promise.resolve();
    return element.shadowRoot!;
}

describe('one figure', () => {
    it.each([
        ['good', 'c.Campaign_Verdict_Good'],
        ['watch', 'c.Campaign_Verdict_Watch'],
        ['flagged', 'c.Campaign_Verdict_Flagged'],
    ])('that is %s says so in words and by a sign', async (verdict, words) => {
        const root = await show({ verdict });
        expect(root.querySelector('.verdict')!.textContent).toBe(words);
        expect(root.querySelector('.verdict lightning-icon')).not.toBeNull();
    });

    it('without a verdict is only a figure', async () => {
        expect((await show({})).querySelector('.verdict')).toBeNull();
    });

    it('leads to its messages where there are some', async () => {
        const root = await show({ isDrillable: true });
        const drill = jest.fn();
        root.host.addEventListener('drill', drill);
        root.querySelector<HTMLElement>('button.value')!.click();
        expect(drill).toHaveBeenCalledTimes(1);
        await expect(root.host).toBeAccessible();
        expect((await show({ isDrillable: false })).querySelector('button.value')).toBeNull();
    });
});
