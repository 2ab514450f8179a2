import { createElement } from 'lwc';
import DeliveryLatency from 'c/deliveryLatency';
import type { Latency } from 'c/deliveryLatency';

/* What the figures read like only a text with placeholders shows. */
jest.mock('@salesforce/label/c.Delivery_Latency_From_Carrier', () => ({ default: 'carrier {0}' }), { virtual: true });
jest.mock('@salesforce/label/c.Delivery_Latency_From_Relay', () => ({ default: 'relay {0}' }), { virtual: true });
jest.mock('@salesforce/label/c.Delivery_Latency_From_Relay_Skewed', () => ({ default: 'relay {0}, skewed' }), {
    virtual: true,
});
jest.mock('@salesforce/label/c.Delivery_Latency_Objective', () => ({ default: 'objective {0}' }), { virtual: true });
jest.mock('@salesforce/label/c.Delivery_Latency_Missed', () => ({ default: 'missed {0}' }), { virtual: true });
jest.mock('@salesforce/label/c.Delivery_Duration_Seconds', () => ({ default: '{0} s' }), { virtual: true });
jest.mock('@salesforce/label/c.Delivery_Duration_Minutes', () => ({ default: '{0} min' }), { virtual: true });
jest.mock('@salesforce/label/c.Delivery_Duration_Hours', () => ({ default: '{0} h' }), { virtual: true });

const QUICK: Latency = {
    status: 'Delivered',
    recordedAt: '2026-11-21T10:00:05.000Z',
    carrierToRelay: 1,
    relayToPublish: 0,
    publishToRecord: 3,
    carrierToRecord: 4,
    relayToRecord: 3,
    isSkewed: false,
};

function show(latency: Partial<Latency> = {}): ShadowRoot {
    const element = createElement('c-delivery-latency', { is: DeliveryLatency });
    document.body.appendChild(Object.assign(element, { latency: { ...QUICK, ...latency } }));
    return element.shadowRoot!;
}

const text = (root: ShadowRoot, selector: string): string | undefined =>
    root.querySelector(selector)?.textContent?.trim();
const hops = (root: ShadowRoot): (string | null)[] => [...root.querySelectorAll('dd')].map((hop) => hop.textContent);

describe('the latency of a message', () => {
    it('is told in one sentence with its objective, the hops on demand', () => {
        const root = show();
        expect(text(root, '.sentence')).toBe('carrier 4 s');
        expect(text(root, '.objective')).toBe('objective 30 s');
        expect(root.querySelector('.missed')).toBeNull();
        expect(root.querySelector('details')!.open).toBe(false);
        expect(text(root, 'summary')).toBe('c.Delivery_Latency_Details');
        expect(hops(root)).toEqual(['1 s', 'c.Delivery_Duration_Under_A_Second', '3 s']);
    });

    it.each([
        [30, '.objective', 'objective 30 s'],
        [31, '.missed', 'missed 30 s'],
    ])('of %i s meets or misses the objective', (carrierToRecord, selector, words) => {
        const root = show({ carrierToRecord });
        expect(text(root, selector)).toBe(words);
        expect(root.querySelector('.missed') !== null).toBe(carrierToRecord > 30);
    });

    it.each([
        [0, 'carrier c.Delivery_Duration_Under_A_Second'],
        [120, 'carrier 120 s'],
        [121, 'carrier 2 min'],
        [7_200, 'carrier 120 min'],
        [7_201, 'carrier 2 h'],
    ])('of %i s is told in the plainest unit', (carrierToRecord, words) => {
        expect(text(show({ carrierToRecord }), '.sentence')).toBe(words);
    });

    it('says so when the provider gives no time, and holds our own part against the objective', () => {
        const unknown = { carrierToRelay: null, carrierToRecord: null };
        const root = show(unknown);
        expect(text(root, '.sentence')).toBe('relay 3 s');
        expect(hops(root)[0]).toBe('c.Delivery_Duration_Not_Known');
        expect(text(show({ ...unknown, relayToRecord: 45 }), '.missed')).toBe('missed 30 s');
    });

    it('says so when the clocks disagree, and trusts no figure across them', () => {
        const root = show({ carrierToRelay: null, carrierToRecord: 3_000, isSkewed: true });
        expect(text(root, '.sentence')).toBe('relay 3 s, skewed');
        expect(root.querySelector('.missed')).toBeNull();
    });

    it('gives no figure at all when our own clocks disagree', () => {
        const root = show({ publishToRecord: null, relayToRecord: null, isSkewed: true });
        expect(text(root, '.sentence')).toBe('c.Delivery_Latency_Clocks_Disagree');
    });

    it('has nothing to say of a status that no relay reported, or that is our own conclusion', () => {
        expect(show({ recordedAt: null }).querySelector('.latency')).toBeNull();
        expect(show({ carrierToRecord: null, relayToRecord: null }).querySelector('.latency')).toBeNull();
        expect(show({ status: 'Unconfirmed' }).querySelector('.latency')).toBeNull();
    });

    it('is accessible when the objective is met and when it is missed', async () => {
        show().querySelector('details')!.open = true;
        show({ carrierToRecord: 31 }).querySelector('details')!.open = true;
        await expect(document.body).toBeAccessible();
    });
});
