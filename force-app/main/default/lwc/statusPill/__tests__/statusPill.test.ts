import { createElement } from 'lwc';
import StatusPill from 'c/statusPill';

function pill(status: string | null): HTMLElement {
    const element = createElement('c-status-pill', { is: StatusPill });
    document.body.appendChild(Object.assign(element, { status }));
    return element.shadowRoot!.querySelector<HTMLElement>('.pill')!;
}

describe('a status pill', () => {
    it('tells sent from delivered in words and in colour', () => {
        const sent = pill('Sent');
        const delivered = pill('Delivered');
        expect(sent.textContent).toBe('c.Delivery_Status_Sent');
        expect(delivered.textContent).toBe('c.Delivery_Status_Delivered');
        expect(sent.className).not.toBe(delivered.className);
    });

    const statuses = [
        ['Scheduled', 'waiting'],
        ['Queued', 'waiting'],
        ['Sent', 'waiting'],
        ['Unconfirmed', 'warning'],
        ['Unknown', 'warning'],
        ['Canceled', 'warning'],
        ['Expired', 'error'],
        ['Failed', 'error'],
        ['Undelivered', 'error'],
        ['Rejected', 'error'],
        ['Delivered', 'success'],
    ];

    it.each(statuses)('shows %s as %s', (status, tone) => {
        const shown = pill(status!);
        expect(shown.classList).toContain(tone);
        expect(shown.textContent).toBe(`c.Delivery_Status_${status}`);
    });

    it('shows a status it does not know as it is, without judging it', () => {
        expect(pill('Teleported').textContent).toBe('Teleported');
        expect(pill('Teleported').classList).toContain('waiting');
    });

    it('says when there is no status', () => {
        expect(pill(null).textContent).toBe('c.Delivery_Status_None');
    });

    it('is accessible', async () => {
        pill('Undelivered');
        await expect(document.body).toBeAccessible();
    });
});
