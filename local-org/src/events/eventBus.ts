/**
 * The event bus: takes published events, keeps them 72 hours, hands flows their events in replay order and in batches,
 * and lets clients read on from any replay id.
 * https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_events_intro_emp.htm
 */
import { randomUUID } from 'node:crypto';
import { toDateTime } from '../clock.ts';
import { ERRORS } from '../errors.ts';
import { earlyErrors, systemErrors, toStored } from '../records/fieldRules.ts';
import { Allocation, sizeErrors } from './allocation.ts';
import { EventLog } from './eventLog.ts';
import { EventStream } from './eventStream.ts';
import { Withheld } from './withheld.ts';
import type { OrgClock } from '../clock.ts';
import type { NewRecord, SaveOutcome } from '../flow/port.ts';
import type { FieldValue, ObjectSchema, Schema, StoredRecord } from '../schema/types.ts';
import type { Faults } from '../faults/faults.ts';
import type { PublishedEvent } from './withheld.ts';
import type { AllocationState } from './allocation.ts';
import type { Background } from './background.ts';
import type { EventLogState, KeptEvent } from './eventLog.ts';
import type { ReplayStart, StreamListener } from './eventStream.ts';

export interface EventSubscriber {
    /** Receives the events of a batch; its failures are its own. */
    deliver(events: readonly StoredRecord[]): void;
}

export interface EventBusOptions {
    readonly clock: OrgClock;
    readonly background: Background;
    /** Most events that a flow gets at once, to begin with. */
    readonly batchSize: number;
    readonly hourlyAllocation: number;
    /** Deliveries to clients outside the org in 24 hours; those to flows are not counted. */
    readonly dailyDeliveries: number;
    readonly faults: Faults;
    readonly defaults: (event: ObjectSchema) => StoredRecord;
}

export interface EventBusState {
    readonly log: EventLogState;
    readonly publishing: AllocationState;
    readonly deliveries: AllocationState;
}

interface Subscription {
    readonly subscriber: EventSubscriber;
    waiting: StoredRecord[];
    scheduled: boolean;
}

interface OpenStream {
    readonly eventNames: ReadonlySet<string>;
    readonly listener: StreamListener;
}

export class EventBus {
    readonly #options: EventBusOptions;
    readonly #subscriptions = new Map<string, Subscription[]>();
    readonly #log: EventLog;
    readonly #streams = new Map<EventStream, OpenStream>();
    readonly #publishing: Allocation;
    readonly #woken = new Set<OpenStream>();
    readonly deliveries: Allocation;
    readonly #withheld: Withheld;
    /** Most events that a flow gets at once. */
    batchSize: number;

    constructor(options: EventBusOptions) {
        const { clock, faults, hourlyAllocation, dailyDeliveries } = options;
        this.#options = options;
        this.batchSize = options.batchSize;
        this.#log = new EventLog(clock);
        this.#publishing = new Allocation(clock, hourlyAllocation, 1, () => faults.isExhausted('publishedEvents'));
        this.deliveries = new Allocation(clock, dailyDeliveries, 24, () => faults.isExhausted('deliveredEvents'));
        this.#withheld = new Withheld(clock, (event) => void this.#release(event));
    }

    subscribe(event: ObjectSchema, subscriber: EventSubscriber): void {
        const others = this.#subscriptions.get(event.name) ?? [];
        this.#subscriptions.set(event.name, [...others, { subscriber, waiting: [], scheduled: false }]);
    }

    /** Ends the subscriptions of flows: to be followed by new ones, when nothing waits. */
    unsubscribeAll(): void {
        this.#subscriptions.clear();
    }

    /** A client's stream, to be closed with `leave`; undefined when the replay id is not, or no longer, known. */
    open(eventNames: ReadonlySet<string>, start: ReplayStart, listener: StreamListener): EventStream | undefined {
        if (typeof start === 'number' && !this.#log.isKnown(start)) return undefined;
        const position = start === 'new' ? this.#log.last : start === 'all' ? this.#log.beginning() : start;
        const stream = new EventStream({ log: this.#log, deliveries: this.deliveries, eventNames }, position);
        const open = { eventNames, listener };
        this.#streams.set(stream, open);
        if (position < this.#log.last) this.#wake(open);
        return stream;
    }

    leave(stream: EventStream): void {
        const open = this.#streams.get(stream);
        if (open) this.#woken.delete(open);
        this.#streams.delete(stream);
    }

    /** Tells every stream's client that it is over. */
    end(): void {
        const open = [...this.#streams.values()];
        this.#streams.clear();
        this.#woken.clear();
        for (const { listener } of open) listener.onEnd();
        this.#withheld.clear();
    }

    /** One outcome a row, published by that user. A row over the hourly allocation is refused and not queued. */
    publish(event: ObjectSchema, rows: readonly NewRecord[], by: FieldValue): SaveOutcome[] {
        return rows.map((row) => {
            const checked = this.check(event, row);
            if (!checked.success || this.publishChecked(event, row, checked.id, by) !== undefined) return checked;
            return { success: false, errors: [ERRORS.hourlyEvents().toSaveError()] };
        });
    }

    /**
     * Publishes what was checked before, under the UUID it was given then, and returns the replay id; undefined when the
     * allocation is used up.
     */
    publishChecked(event: ObjectSchema, row: NewRecord, uuid: string, by: FieldValue): number | undefined {
        if (this.remaining() <= 0) return undefined;
        this.#publishing.use(1);
        const published = { event, record: this.#toEvent(event, row, uuid, by) };
        const fate = this.#options.faults.fateOf(event.name);
        if (fate.kind === 'lost' || this.#withheld.takes(published, fate)) return this.#log.skip();
        if (fate.kind === 'twice') this.#release(published);
        return this.#release(published);
    }

    /** Without what flows have not been given yet, and what a fault withholds. */
    state(): EventBusState {
        return {
            log: this.#log.state(),
            publishing: this.#publishing.state(),
            deliveries: this.deliveries.state(),
        };
    }

    restore({ log, publishing, deliveries }: EventBusState, schema: Schema): void {
        this.#log.restore(log, schema);
        this.#publishing.restore(publishing);
        this.deliveries.restore(deliveries);
    }

    /** Withheld events whose time has come go out: to be called when the clock was moved. */
    readonly releaseDue = (): void => this.#withheld.releaseDue();

    #release({ event, record }: PublishedEvent): number {
        const kept = this.#log.append(event, record);
        this.#handOut(kept);
        return kept.replayId;
    }

    /** The outcome a row would have if published; its id is the event's UUID. */
    check(event: ObjectSchema, row: NewRecord): SaveOutcome {
        const record = this.#toEvent(event, row, '', null);
        const errors = [...earlyErrors(event, record), ...systemErrors(event, record), ...sizeErrors(record)];
        if (errors.length > 0) return { success: false, errors: errors.map((error) => error.toSaveError()) };
        return { success: true, id: randomUUID(), created: true };
    }

    /** Events that may still be published in this hour. */
    remaining(): number {
        return this.#publishing.remaining();
    }

    /** Events of the last 72 hours, oldest first. */
    kept(eventName: string): readonly StoredRecord[] {
        return this.#log.all(eventName).map(({ record }) => record);
    }

    #toEvent(event: ObjectSchema, row: NewRecord, uuid: string, by: FieldValue): StoredRecord {
        const values = { ...this.#options.defaults(event), ...row };
        const record: StoredRecord = {};
        for (const field of event.fields) record[field.name] = toStored(field, values[field.name] ?? null);
        return {
            ...record,
            EventUuid: uuid,
            CreatedDate: toDateTime(this.#options.clock.now()),
            CreatedById: by,
        };
    }

    #handOut({ event, record }: KeptEvent): void {
        for (const subscription of this.#subscriptions.get(event.name) ?? []) {
            subscription.waiting.push(record);
            this.#schedule(subscription);
        }
        for (const open of this.#streams.values()) if (open.eventNames.has(event.name)) this.#wake(open);
    }

    #schedule(subscription: Subscription): void {
        if (subscription.scheduled) return;
        subscription.scheduled = true;
        this.#options.background.add(() => {
            subscription.scheduled = false;
            const batch = subscription.waiting.slice(0, this.batchSize);
            subscription.waiting = subscription.waiting.slice(batch.length);
            if (subscription.waiting.length > 0) this.#schedule(subscription);
            subscription.subscriber.deliver(batch);
        });
    }

    #wake(open: OpenStream): void {
        if (this.#woken.size === 0) setImmediate(() => this.#callWoken());
        this.#woken.add(open);
    }

    #callWoken(): void {
        const woken = [...this.#woken];
        this.#woken.clear();
        for (const { listener } of woken) listener.onEvents();
    }
}
