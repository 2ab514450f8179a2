/**
 * The event bus: takes published events, keeps them 72 hours, hands each subscriber its events in replay order and in
 * batches. https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_events_intro_emp.htm
 */
import { randomUUID } from 'node:crypto';
import { toDateTime } from '../clock.ts';
import { ERRORS } from '../errors.ts';
import { earlyErrors, systemErrors, toStored } from '../records/fieldRules.ts';
import type { OrgClock } from '../clock.ts';
import type { NewRecord, SaveOutcome } from '../flow/port.ts';
import type { FieldValue, ObjectSchema, StoredRecord } from '../schema/types.ts';
import type { Background } from './background.ts';

export interface EventSubscriber {
    /** Receives the events of a batch; its failures are its own. */
    deliver(events: readonly StoredRecord[]): void;
}

export interface EventBusOptions {
    readonly clock: OrgClock;
    readonly background: Background;
    /** Most events that a subscriber gets at once. */
    readonly batchSize: number;
    readonly hourlyAllocation: number;
    readonly userId: () => FieldValue;
    readonly defaults: (event: ObjectSchema) => StoredRecord;
}

interface KeptEvent {
    readonly at: number;
    readonly event: ObjectSchema;
    readonly record: StoredRecord;
}

interface Subscription {
    readonly subscriber: EventSubscriber;
    waiting: StoredRecord[];
    scheduled: boolean;
}

const RETENTION = 72 * 3_600_000;
const HOUR = 3_600_000;
/** The platform keeps them all; here the oldest go first, so that a day of load fits in memory. */
const MOST_KEPT = 20_000;

export class EventBus {
    readonly #options: EventBusOptions;
    readonly #subscriptions = new Map<string, Subscription[]>();
    #kept: KeptEvent[] = [];
    #nextReplayId = 1;
    #hour = { start: 0, published: 0 };
    #toLose = 0;

    constructor(options: EventBusOptions) {
        this.#options = options;
    }

    subscribe(event: ObjectSchema, subscriber: EventSubscriber): void {
        const others = this.#subscriptions.get(event.name) ?? [];
        this.#subscriptions.set(event.name, [...others, { subscriber, waiting: [], scheduled: false }]);
    }

    /** Ends every subscription: to be followed by new ones, when nothing waits. */
    unsubscribeAll(): void {
        this.#subscriptions.clear();
    }

    /** One outcome a row. A row over the hourly allocation is refused and not queued. */
    publish(event: ObjectSchema, rows: readonly NewRecord[]): SaveOutcome[] {
        return rows.map((row) => {
            const checked = this.check(event, row);
            if (!checked.success || this.publishChecked(event, row, checked.id)) return checked;
            return { success: false, errors: [ERRORS.hourlyEvents().toSaveError()] };
        });
    }

    /** Publishes what was checked before, under the UUID it was given then; false when the allocation is used up. */
    publishChecked(event: ObjectSchema, row: NewRecord, uuid: string): boolean {
        this.#forgetOld();
        if (this.remaining() <= 0) return false;
        this.#hour.published += 1;
        if (this.#toLose > 0) this.#toLose -= 1;
        else this.#queue(event, this.#toEvent(event, row, uuid));
        return true;
    }

    /** The outcome a row would have if published; its id is the event's UUID. */
    check(event: ObjectSchema, row: NewRecord): SaveOutcome {
        const record = this.#toEvent(event, row, '');
        const errors = [...earlyErrors(event, record), ...systemErrors(event, record)];
        if (errors.length > 0) return { success: false, errors: errors.map((error) => error.toSaveError()) };
        return { success: true, id: randomUUID(), created: true };
    }

    /** Events that may still be published in this hour. */
    remaining(): number {
        const start = Math.floor(this.#options.clock.now() / HOUR) * HOUR;
        if (this.#hour.start !== start) this.#hour = { start, published: 0 };
        return this.#options.hourlyAllocation - this.#hour.published;
    }

    /** The next so many events are accepted, and lost. */
    loseNext(count: number): void {
        this.#toLose = count;
    }

    /** Events of the last 72 hours, oldest first. */
    kept(eventName: string): readonly StoredRecord[] {
        this.#forgetOld();
        return this.#kept.filter(({ event }) => event.name === eventName).map(({ record }) => record);
    }

    #toEvent(event: ObjectSchema, row: NewRecord, uuid: string): StoredRecord {
        const values = { ...this.#options.defaults(event), ...row };
        const record: StoredRecord = {};
        for (const field of event.fields) record[field.name] = toStored(field, values[field.name] ?? null);
        return {
            ...record,
            EventUuid: uuid,
            CreatedDate: toDateTime(this.#options.clock.now()),
            CreatedById: this.#options.userId(),
        };
    }

    #queue(event: ObjectSchema, unnumbered: StoredRecord): void {
        const record = { ...unnumbered, ReplayId: String(this.#nextReplayId) };
        this.#nextReplayId += 1;
        this.#kept.push({ at: this.#options.clock.now(), event, record });
        if (this.#kept.length >= 2 * MOST_KEPT) this.#kept = this.#kept.slice(-MOST_KEPT);
        for (const subscription of this.#subscriptions.get(event.name) ?? []) {
            subscription.waiting.push(record);
            this.#schedule(subscription);
        }
    }

    #schedule(subscription: Subscription): void {
        if (subscription.scheduled) return;
        subscription.scheduled = true;
        this.#options.background.add(() => {
            subscription.scheduled = false;
            const batch = subscription.waiting.slice(0, this.#options.batchSize);
            subscription.waiting = subscription.waiting.slice(this.#options.batchSize);
            if (subscription.waiting.length > 0) this.#schedule(subscription);
            subscription.subscriber.deliver(batch);
        });
    }

    #forgetOld(): void {
        const oldest = this.#options.clock.now() - RETENTION;
        const first = this.#kept.findIndex(({ at }) => at >= oldest);
        if (first !== 0) this.#kept = first < 0 ? [] : this.#kept.slice(first);
    }
}
