import { createElement } from 'lwc';
import { graphql } from 'lightning/graphql';
import DeliveryTimeline from 'c/deliveryTimeline';
import { CASE_PERSON_QUERY } from 'c/casePerson';
import { NO_FILTERS } from 'c/timelineFilters';
import { ACTIVITY_QUERY } from '../activities';
import { CONTACT_MESSAGES, LEAD_MESSAGES, RECORD_MESSAGES } from '../timelineQuery';

interface Config {
    readonly query?: object;
    readonly variables?: { readonly before?: string; readonly recordId?: string; readonly channels?: string[] };
}
type Filter = (config: Config) => boolean;

/** The test adapter of the LWC preset, which the platform's types do not know. */
interface TestAdapter {
    emit(data: unknown, filter?: Filter, refresh?: () => Promise<void>): void;
    emitErrors(errors: unknown, filter?: Filter, refresh?: () => Promise<void>): void;
    getLastConfig(): Config;
}
const wire = graphql as unknown as TestAdapter;

const SECOND = 1_000;
const ID = '003000000000001AAA';
const newest: Filter = ({ variables }) => variables?.before === '9';
const older: Filter = ({ variables }) => (variables?.before ?? '9') !== '9';

/** A message by how many hours before now it was delivered. */
const node = (hours: number, fields: object = {}): object => {
    const at = new Date(Date.UTC(2026, 10, 21, 20) - hours * 3_600_000).toISOString();
    return {
        Id: `a0${String(hours).padStart(16, '0')}`,
        sortKey: { value: `${at.slice(0, 19).replace('T', ' ')}Z twilio:${hours}` },
        channel: { value: 'SMS' },
        status: { value: 'Delivered' },
        occurredAt: { value: at },
        recipient: { value: '+447700900201' },
        ...fields,
    };
};

const page = (nodes: readonly object[], hasNextPage = false): unknown => ({
    uiapi: { query: { messages: { edges: nodes.map((each) => ({ node: each })), pageInfo: { hasNextPage } } } },
});

function show(properties: object = {}): ShadowRoot {
    const element = createElement('c-delivery-timeline', { is: DeliveryTimeline });
    document.body.appendChild(Object.assign(element, { recordId: ID, objectApiName: 'Contact', ...properties }));
    return element.shadowRoot!;
}

/** Lets everything that is already promised happen. */
const flush = (): Promise<void> => jest.advanceTimersByTimeAsync(0).then(() => undefined);

const shownIds = (root: ShadowRoot): (string | undefined)[] =>
    [...root.querySelectorAll<HTMLElement>('c-timeline-entry')].map(({ dataset }) => dataset['id']);

/** Says that the list's top lies above the window, as it does once the reader has scrolled. */
function scrollDown(root: ShadowRoot): void {
    const list = root.querySelector<HTMLElement>('.list')!;
    list.getBoundingClientRect = () => ({ top: -500 }) as DOMRect;
}

describe('the timeline of a person', () => {
    beforeEach(() => {
        jest.useFakeTimers({ now: new Date('2026-11-21T20:00:05Z') });
    });

    afterEach(() => {
        jest.useRealTimers();
    });

    it('shows ghosts of messages until the first answer', async () => {
        const root = show();
        await flush();
        expect(root.querySelector('.skeleton')).not.toBeNull();
        wire.emit(page([node(1)]), newest);
        await flush();
        expect(root.querySelector('.skeleton')).toBeNull();
    });

    it.each([
        ['Contact', CONTACT_MESSAGES],
        ['Lead', LEAD_MESSAGES],
        ['Opportunity', RECORD_MESSAGES],
    ])('asks for the messages of a %s', async (objectApiName, query) => {
        show({ objectApiName });
        await flush();
        const asked: Config[] = [];
        wire.emit(page([]), (config) => {
            if (config.query && config.query !== ACTIVITY_QUERY) asked.push(config);
            return false;
        });
        expect(asked).toEqual([expect.objectContaining({ query })]);
    });

    it("shows on a case its contact's messages", async () => {
        const root = show({ objectApiName: 'Case', recordId: '500000000000001AAA' });
        await flush();
        wire.emit(
            { uiapi: { query: { case: { edges: [{ node: { Id: '500', contactId: { value: ID } } }] } } } },
            ({ query }) => query === CASE_PERSON_QUERY,
        );
        await flush();
        wire.emit(page([node(1)]), ({ query, variables }) => query === CONTACT_MESSAGES && variables?.recordId === ID);
        await flush();
        expect(shownIds(root)).toHaveLength(1);
    });

    it('shows what Salesforce itself logged with the person in its place, but not among what a filter chose', async () => {
        const root = show();
        await flush();
        const task = { kind: { value: 'Call' }, subject: { value: 'Rang' }, status: { value: 'Completed' } };
        const createdAt = { value: new Date(Date.UTC(2026, 10, 21, 18, 30)).toISOString() };
        const edges = [{ node: { Id: '00T000000000001AAA', ...task, createdAt } }];
        wire.emit({ uiapi: { query: { activities: { edges } } } }, ({ query }) => query === ACTIVITY_QUERY);
        wire.emit(page([node(1), node(2)]), newest);
        await flush();
        const items = [...root.querySelectorAll('.item')].map(({ firstElementChild }) => firstElementChild?.tagName);
        expect(items).toEqual(['C-TIMELINE-ENTRY', 'C-ACTIVITY-ENTRY', 'C-TIMELINE-ENTRY']);
        root.querySelector('c-timeline-filters')!.dispatchEvent(
            new CustomEvent('filterschange', { detail: { ...NO_FILTERS, channel: 'SMS' } }),
        );
        await flush();
        wire.emit(page([node(1)]), newest);
        await flush();
        expect(root.querySelector('c-activity-entry')).toBeNull();
    });

    it('groups messages by day, newest first', async () => {
        const root = show();
        await flush();
        wire.emit(page([node(1), node(2), node(24), node(100)]), newest);
        await flush();
        const days = [...root.querySelectorAll('section')];
        expect(days.map((day) => day.querySelectorAll('c-timeline-entry').length)).toEqual([2, 1, 1]);
        expect(days.map((day) => day.querySelector('.day')!.textContent)).toEqual([
            'c.Delivery_Timeline_Today',
            'c.Delivery_Timeline_Yesterday',
            '',
        ]);
    });

    it('loads older messages below the last one, and says how many', async () => {
        const root = show();
        await flush();
        wire.emit(page([node(1), node(2)], true), newest);
        await flush();
        root.querySelector<HTMLElement>('.load-more')!.click();
        await flush();
        expect(wire.getLastConfig().variables!.before).toContain('twilio:2');
        wire.emit(page([node(3)]), older);
        await flush();
        expect(shownIds(root)).toHaveLength(3);
        expect(root.querySelector('.load-more')).toBeNull();
        expect(root.querySelector('.end')).not.toBeNull();
        expect(root.querySelector('[aria-live]')!.textContent).toBe('c.Delivery_Timeline_Loaded_More');
    });

    it('says when older messages could not be loaded, and tries again', async () => {
        const root = show();
        await flush();
        wire.emit(page([node(1)], true), newest);
        await flush();
        root.querySelector<HTMLElement>('.load-more')!.click();
        await flush();
        wire.emitErrors([{ message: 'down' }], older, () => {
            wire.emit(page([node(2)]), older);
            return Promise.resolve();
        });
        await flush();
        root.querySelector('c-error-panel')!.dispatchEvent(new CustomEvent('retry'));
        await flush();
        expect(root.querySelector('c-error-panel')).toBeNull();
        expect(shownIds(root)).toHaveLength(2);
    });

    it('puts a new message on top by itself', async () => {
        const root = show();
        await flush();
        const refresh = jest.fn(() => {
            wire.emit(page([node(0), node(1)]), newest, refresh);
            return Promise.resolve();
        });
        wire.emit(page([node(1)]), newest, refresh);
        await jest.advanceTimersByTimeAsync(5 * SECOND);
        expect(shownIds(root)[0]).toBe((node(0) as { Id: string }).Id);
        expect(root.querySelector('[aria-live]')!.textContent).toBe('c.Delivery_Timeline_New_Message');
    });

    it('holds a new message back while the reader is further down, until asked to show it', async () => {
        const root = show();
        await flush();
        wire.emit(page([node(2)]), newest);
        await flush();
        scrollDown(root);
        wire.emit(page([node(1), node(2)]), newest);
        await flush();
        expect(shownIds(root)).toHaveLength(1);
        root.querySelector<HTMLElement>('.held button')!.click();
        await flush();
        expect(shownIds(root)).toHaveLength(2);
        expect(root.querySelector('.held')).toBeNull();
    });

    it('asks again with the filters of the reader, and offers to clear them when nothing matches', async () => {
        const root = show();
        await flush();
        wire.emit(page([node(1)]), newest);
        await flush();
        const detail = { channel: 'Email', statusGroup: 'failed', from: '', to: '' };
        root.querySelector('c-timeline-filters')!.dispatchEvent(new CustomEvent('filterschange', { detail }));
        await flush();
        expect(wire.getLastConfig().variables!.channels).toEqual(['Email']);
        wire.emit(page([]), newest);
        await flush();
        root.querySelector<HTMLElement>('.clear')!.click();
        await flush();
        expect(wire.getLastConfig().variables!.channels).toHaveLength(5);
    });

    it('says what will show here when nothing was sent', async () => {
        const root = show();
        await flush();
        wire.emit(page([]), newest);
        await flush();
        expect(root.querySelector('.empty-title')!.textContent).toBe('c.Delivery_Timeline_Empty');
        expect(root.querySelector('c-timeline-filters')).toBeNull();
    });

    it('says what a reader may not see', async () => {
        const root = show();
        await flush();
        wire.emit(page([node(1, { recipient: undefined })]), newest);
        await flush();
        expect(root.querySelector('.hidden')!.textContent).toContain('c.Delivery_Hidden_Numbers');
    });

    it('keeps what it knew when an update fails, and says so', async () => {
        const root = show();
        await flush();
        wire.emit(page([node(1)]), newest);
        wire.emitErrors([{ message: 'down' }], newest);
        await flush();
        expect(shownIds(root)).toHaveLength(1);
        expect(root.querySelector('.stale')).not.toBeNull();
    });

    it('stops looking when the page is left', async () => {
        const root = show();
        await flush();
        const refresh = jest.fn(() => Promise.resolve());
        wire.emit(page([node(1)]), newest, refresh);
        root.host.remove();
        await jest.advanceTimersByTimeAsync(60 * SECOND);
        expect(refresh).not.toHaveBeenCalled();
    });

    it.each([
        ['while it loads', (): void => undefined],
        ['with an error', (): void => wire.emitErrors([{ message: 'No access' }], newest)],
        [
            'with messages on it',
            (): void =>
                wire.emit(page([node(1, { status: { value: 'Failed' }, failureClass: { value: 'Unknown' } })]), newest),
        ],
    ])('is accessible %s', async (_, answer) => {
        show();
        await flush();
        jest.useRealTimers(); // the checker waits by the real clock
        answer();
        await Promise.resolve();
        await expect(document.body).toBeAccessible();
    });
});
