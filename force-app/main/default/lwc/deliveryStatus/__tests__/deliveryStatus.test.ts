import { createElement } from 'lwc';
import { subscribe, unsubscribe } from 'lightning/empApi';
import { graphql } from 'lightning/graphql';
import DeliveryStatus from 'c/deliveryStatus';
import { CASE_PERSON_QUERY } from 'c/casePerson';
import { CONTACT_QUERY, LEAD_QUERY } from '../personQuery';
import unreachable from './data/unreachable.json';

interface Config {
    readonly query?: object;
    readonly variables?: object;
}
type Filter = (config: Config) => boolean;

/** The test adapter of the LWC preset, which the platform's types do not know. */
interface TestAdapter {
    emit(data: unknown, filter?: Filter, refresh?: () => Promise<void>): void;
    emitErrors(errors: unknown, filter?: Filter, refresh?: () => Promise<void>): void;
    getLastConfig(): unknown;
}
const adapter = graphql as unknown as TestAdapter;

/** Answers the question for a person only. */
const ofPerson: Filter = ({ query }) => query === CONTACT_QUERY || query === LEAD_QUERY;
const wire = {
    emit: (data: unknown, refresh?: () => Promise<void>): void => adapter.emit(data, ofPerson, refresh),
    emitErrors: (errors: unknown, refresh?: () => Promise<void>): void => adapter.emitErrors(errors, ofPerson, refresh),
    getLastConfig: (): unknown => adapter.getLastConfig(),
};

const SECOND = 1_000;
const nothingNew = (): Promise<void> => Promise.resolve();

/** Lets everything that is already promised happen. */
const flush = (): Promise<void> => jest.advanceTimersByTimeAsync(0).then(() => undefined);

async function show(properties: object = {}): Promise<ShadowRoot> {
    const element = createElement('c-delivery-status', { is: DeliveryStatus });
    document.body.appendChild(Object.assign(element, { recordId: '003000000000001AAA', ...properties }));
    await flush();
    return element.shadowRoot!;
}

const without = (part: 'person' | 'messages'): unknown => {
    const { query } = unreachable.uiapi;
    return { uiapi: { query: { ...query, [part]: { edges: [] } } } };
};

describe('the delivery status of a person', () => {
    beforeEach(() => {
        jest.useFakeTimers({ now: new Date('2026-11-21T10:00:05Z') });
    });

    afterEach(() => {
        jest.useRealTimers();
    });

    it('shows that it is loading until the first answer', async () => {
        const root = await show();
        expect(root.querySelector('lightning-spinner')).not.toBeNull();
        wire.emit(unreachable);
        await flush();
        expect(root.querySelector('lightning-spinner')).toBeNull();
    });

    const pages = [
        ['Contact', CONTACT_QUERY],
        ['Lead', LEAD_QUERY],
    ] as const;

    it.each(pages)('asks for the %s of its page', async (objectApiName, query) => {
        await show({ objectApiName });
        await flush();
        expect(wire.getLastConfig()).toEqual({ query, variables: { recordId: '003000000000001AAA' } });
    });

    const caseOf = (contactId: string | null): unknown => ({
        uiapi: {
            query: { case: { edges: [{ node: { Id: '500000000000001AAA', contactId: { value: contactId } } }] } },
        },
    });

    it("shows on a case what it knows of the case's contact", async () => {
        const root = await show({ objectApiName: 'Case', recordId: '500000000000001AAA' });
        await flush();
        adapter.emit(caseOf('003000000000001AAA'), ({ query }) => query === CASE_PERSON_QUERY);
        await flush();
        expect(root.querySelector('lightning-spinner')).not.toBeNull();
        adapter.emit(unreachable, ({ query, variables }) => query === CONTACT_QUERY && 'recordId' in variables!);
        await flush();
        expect(root.querySelector('c-reachability-verdict')).not.toBeNull();
    });

    it('says what to do on a case without a contact', async () => {
        const root = await show({ objectApiName: 'Case', recordId: '500000000000001AAA' });
        await flush();
        adapter.emit(caseOf(null), ({ query }) => query === CASE_PERSON_QUERY);
        await flush();
        expect(root.querySelector('.empty')!.textContent).toBe('c.Delivery_Case_Without_Contact');
    });

    it('hands on what it knows of the person and the messages', async () => {
        const root = await show();
        wire.emit(unreachable);
        await flush();
        const verdict = root.querySelector('c-reachability-verdict')!;
        expect(verdict.shadowRoot!.querySelector('.headline')!.textContent).toBe('c.Delivery_Headline_Unreachable');
        expect(verdict.shadowRoot!.querySelector('.next')!.textContent).toBe('c.Delivery_Next_Email');
        expect(verdict.shadowRoot!.querySelector('a')!.getAttribute('href')).toBe('mailto:amara.okafor@example.com');
        expect(root.querySelector('[data-fact="failures"]')!.textContent).toBe('1');
        expect(root.querySelector('[data-fact="suppressed"]')!.textContent).toBe('Permanent Failure');
        expect(root.querySelector('c-message-list')!).toHaveProperty('messages.length', 1);
        expect(root.querySelector('c-delivery-latency')!).toHaveProperty('latency', {
            status: 'Undelivered',
            recordedAt: '2026-11-21T10:00:04.000Z',
            carrierToRelay: 1,
            relayToPublish: 1,
            publishToRecord: 2,
            carrierToRecord: 4,
            relayToRecord: 3,
            isSkewed: false,
        });
    });

    it('works for a reader who may not see restricted fields', async () => {
        const root = await show();
        const restricted = JSON.parse(JSON.stringify(unreachable)) as typeof unreachable;
        const node: Record<string, unknown> = restricted.uiapi.query.person.edges[0]!.node;
        delete node['emailOptOut'];
        delete node['doNotCall'];
        wire.emit(restricted);
        await flush();
        expect(root.querySelector('c-reachability-verdict')).not.toBeNull();
    });

    it('gives the time of the last delivery as the timestamp that the base component takes', async () => {
        const root = await show();
        const delivered = JSON.parse(
            JSON.stringify(unreachable).replace(
                '"lastDeliveredAt":{"value":null}',
                '"lastDeliveredAt":{"value":"2026-11-21T10:00:00.000Z"}',
            ),
        ) as unknown;
        wire.emit(delivered);
        await flush();
        const shown = root.querySelector<HTMLElement & { value: unknown }>('lightning-relative-date-time')!;
        expect(shown.value).toBe(Date.UTC(2026, 10, 21, 10));
    });

    it('says when there are no messages yet', async () => {
        const root = await show();
        wire.emit(without('messages'));
        await flush();
        expect(root.querySelector('c-message-list')!.shadowRoot!.querySelector('.empty')).not.toBeNull();
        expect(root.querySelector('c-delivery-latency')).toBeNull();
    });

    it('says when the person cannot be found', async () => {
        const root = await show();
        wire.emit(without('person'));
        await flush();
        expect(root.querySelector('.empty')!.textContent).toBe('c.Delivery_Person_Not_Found');
    });

    it('shows an error, and the data again after a retry', async () => {
        const root = await show();
        wire.emitErrors([{ message: 'No access' }], () => {
            wire.emit(unreachable);
            return Promise.resolve();
        });
        await flush();
        const panel = root.querySelector('c-error-panel')!;
        expect(panel.shadowRoot!.querySelector('.detail')!.textContent).toBe('No access');
        panel.dispatchEvent(new CustomEvent('retry'));
        await flush();
        expect(root.querySelector('c-error-panel')).toBeNull();
        expect(root.querySelector('c-reachability-verdict')).not.toBeNull();
    });

    it('keeps what it knew when an update fails, and says so', async () => {
        const root = await show();
        wire.emit(unreachable);
        wire.emitErrors([{ message: 'down' }]);
        await flush();
        expect(root.querySelector('c-reachability-verdict')).not.toBeNull();
        expect(root.querySelector('.stale')!.textContent).toBe('c.Delivery_Could_Not_Update');
    });

    it('looks for news by itself at the interval of the page', async () => {
        await show({ refreshSeconds: 10 });
        const refresh = jest.fn(nothingNew);
        wire.emit(unreachable, refresh);
        await jest.advanceTimersByTimeAsync(30 * SECOND);
        expect(refresh).toHaveBeenCalledTimes(3);
    });

    it('tells when it last looked, also when nothing had changed', async () => {
        const root = await show({ refreshSeconds: 10 });
        wire.emit(unreachable, nothingNew);
        await jest.advanceTimersByTimeAsync(20 * SECOND);
        const updated = root.querySelector<HTMLElement & { value: number }>('.updated lightning-formatted-date-time')!;
        expect(new Date(updated.value).toISOString()).toBe('2026-11-21T10:00:25.000Z');
    });

    it('refreshes at once when asked to', async () => {
        const root = await show();
        const refresh = jest.fn(nothingNew);
        wire.emit(unreachable, refresh);
        await flush();
        root.querySelector<HTMLElement>('lightning-button-icon')!.click();
        await flush();
        expect(refresh).toHaveBeenCalledTimes(1);
    });

    it('stops looking when the page is left', async () => {
        const root = await show({ refreshSeconds: 10 });
        const refresh = jest.fn(nothingNew);
        wire.emit(unreachable, refresh);
        root.host.remove();
        await jest.advanceTimersByTimeAsync(60 * SECOND);
        expect(refresh).not.toHaveBeenCalled();
    });

    it('is accessible with data on it', async () => {
        await show();
        wire.emit(unreachable);
        await flush();
        jest.useRealTimers(); // the checker waits by the real clock
        await expect(document.body).toBeAccessible();
    });

    it('is accessible while loading and with an error', async () => {
        await show();
        jest.useRealTimers();
        await expect(document.body).toBeAccessible();
        wire.emitErrors([{ message: 'No access' }]);
        await Promise.resolve();
        await expect(document.body).toBeAccessible();
    });

    describe('that listens to delivery reports', () => {
        const listen = jest.mocked(subscribe);
        const NUMBER = unreachable.uiapi.query.person.edges[0]!.node.number.value;
        const report = (payload: object): void => listen.mock.lastCall![2]({ data: { payload } });

        beforeEach(() => {
            jest.clearAllMocks();
            listen.mockResolvedValue({ id: '_1', channel: '' });
        });

        it('does so only when an admin has chosen it', async () => {
            await show();
            expect(listen).not.toHaveBeenCalled();
            await show({ liveEvents: true });
            expect(listen).toHaveBeenCalledWith('/event/Delivery_Report__e', -1, expect.any(Function));
        });

        it('asks again once after reports of the person, and not after others', async () => {
            const refresh = jest.fn(nothingNew);
            await show({ liveEvents: true, refreshSeconds: 300 });
            wire.emit(unreachable, refresh);
            await flush();
            report({ Recipient__c: '+15550000000', Record_Id__c: '003000000000009AAA' });
            report({});
            await jest.advanceTimersByTimeAsync(2 * SECOND);
            expect(refresh).not.toHaveBeenCalled();
            report({ Recipient__c: NUMBER });
            report({ Record_Id__c: '003000000000001' });
            await jest.advanceTimersByTimeAsync(2 * SECOND);
            expect(refresh).toHaveBeenCalledTimes(1);
            report({ Record_Id__c: '003000000000001' });
            await jest.advanceTimersByTimeAsync(2 * SECOND);
            expect(refresh).toHaveBeenCalledTimes(2);
        });

        it('knows the person by the hash of the number, where no number is in the event', async () => {
            const refresh = jest.fn(nothingNew);
            await show({ liveEvents: true, refreshSeconds: 300 });
            const numberHash = `#${'a'.repeat(43)}`;
            const known = JSON.parse(JSON.stringify(unreachable)) as typeof unreachable;
            Object.assign(known.uiapi.query.person.edges[0]!.node, { numberHash: { value: numberHash } });
            wire.emit(known, refresh);
            await flush();
            report({ Recipient__c: `#${'b'.repeat(43)}` });
            await jest.advanceTimersByTimeAsync(2 * SECOND);
            expect(refresh).not.toHaveBeenCalled();
            report({ Recipient__c: numberHash });
            await jest.advanceTimersByTimeAsync(2 * SECOND);
            expect(refresh).toHaveBeenCalledTimes(1);
        });

        it('lets go of the channel when it leaves the page, and asks nothing any more', async () => {
            const refresh = jest.fn(nothingNew);
            const root = await show({ liveEvents: true, refreshSeconds: 300 });
            wire.emit(unreachable, refresh);
            await flush();
            report({ Recipient__c: NUMBER });
            root.host.remove();
            await jest.advanceTimersByTimeAsync(2 * SECOND);
            expect(refresh).not.toHaveBeenCalled();
            expect(unsubscribe).toHaveBeenCalledTimes(1);
        });

        it('goes on looking when it may not listen', async () => {
            listen.mockRejectedValue({ error: '403::' });
            const refresh = jest.fn(nothingNew);
            await show({ liveEvents: true, refreshSeconds: 5 });
            wire.emit(unreachable, refresh);
            await jest.advanceTimersByTimeAsync(6 * SECOND);
            expect(refresh).toHaveBeenCalled();
        });
    });
});
