/** How reports come, minute by minute: what a sudden change is measured against. */
import type { DeliveryReport } from './ports.ts';
import type { DeliveryStatus } from './vocabulary.ts';

/** So many reports of one provider and kind that were received in the time from `at` on. */
export interface Pulse {
    readonly org: string;
    readonly provider: string;
    /** Epoch milliseconds: the beginning of a minute; of ten seconds where the name is `RECENT`. */
    readonly at: number;
    /** `RECENT`, `REPORTS`, and by country `ended:GB`, `delivered:GB`, `rejected:GB`, `class:GB:Temporary`. */
    readonly name: string;
    readonly count: number;
}

/** All of them. */
export const REPORTS = 'reports';
/** The same, by ten seconds: a burst is seen while it lasts. */
export const RECENT = 'recent';
export const RECENT_MS = 10_000;
export const MINUTE_MS = 60_000;

const FAILED: ReadonlySet<DeliveryStatus | null> = new Set(['Expired', 'Failed', 'Undelivered', 'Rejected']);
/** Free text of a provider must not become a name. */
const COUNTRY = /^[A-Z]{2}$/;

/** What ended in one country. */
interface Place {
    ended: number;
    delivered: number;
    rejected: number;
    readonly classes: Map<string, number>;
}

/** Of one org and provider: the minute and the ten seconds under way. Numbers, because every report passes here. */
interface Cell {
    readonly org: string;
    readonly provider: string;
    minute: number;
    reports: number;
    recentAt: number;
    recent: number;
    readonly places: Map<string, Place>;
}

export interface Pulses {
    /** Dated by its receipt, so that a backlog that is read at once is no burst. */
    count(org: string, report: DeliveryReport, receivedAt: number): void;
    /** What was counted since it was last taken. */
    take(): readonly Pulse[];
}

function placeOf(places: Map<string, Place>, country: string): Place {
    const known = places.get(country);
    if (known !== undefined) return known;
    if (country !== '' && !COUNTRY.test(country)) return placeOf(places, '');
    const place = { ended: 0, delivered: 0, rejected: 0, classes: new Map<string, number>() };
    places.set(country, place);
    return place;
}

function countEnd(place: Place, { status, failureClass }: DeliveryReport): void {
    place.ended += 1;
    if (status === 'Delivered') {
        place.delivered += 1;
        return;
    }
    if (status === 'Rejected') place.rejected += 1;
    const name = failureClass ?? 'Unknown';
    place.classes.set(name, (place.classes.get(name) ?? 0) + 1);
}

/** Counts in memory, for somebody who writes it down now and then. */
export function createPulses(): Pulses {
    const cells = new Map<string, Map<string, Cell>>();
    let done: Pulse[] = [];

    function put({ org, provider }: Cell, at: number, name: string, count: number): void {
        if (count > 0) done.push({ org, provider, at, name, count });
    }
    function closeRecent(cell: Cell): void {
        put(cell, cell.recentAt, RECENT, cell.recent);
        cell.recent = 0;
    }
    function closeMinute(cell: Cell): void {
        put(cell, cell.minute, REPORTS, cell.reports);
        cell.reports = 0;
        for (const [country, { ended, delivered, rejected, classes }] of cell.places) {
            put(cell, cell.minute, `ended:${country}`, ended);
            put(cell, cell.minute, `delivered:${country}`, delivered);
            put(cell, cell.minute, `rejected:${country}`, rejected);
            for (const [name, count] of classes) put(cell, cell.minute, `class:${country}:${name}`, count);
        }
        cell.places.clear();
    }
    function cellOf(org: string, provider: string): Cell {
        const own = cells.get(org) ?? new Map<string, Cell>();
        cells.set(org, own);
        const cell = own.get(provider) ?? {
            ...{ org, provider, minute: 0, reports: 0, recentAt: 0, recent: 0, places: new Map<string, Place>() },
        };
        own.set(provider, cell);
        return cell;
    }

    return {
        count(org, report, receivedAt) {
            const cell = cells.get(org)?.get(report.provider) ?? cellOf(org, report.provider);
            if (receivedAt - cell.recentAt >= RECENT_MS || receivedAt < cell.recentAt) {
                closeRecent(cell);
                cell.recentAt = receivedAt - (receivedAt % RECENT_MS);
            }
            if (receivedAt - cell.minute >= MINUTE_MS || receivedAt < cell.minute) {
                closeMinute(cell);
                cell.minute = receivedAt - (receivedAt % MINUTE_MS);
            }
            cell.recent += 1;
            cell.reports += 1;
            if (report.status === 'Delivered' || FAILED.has(report.status))
                countEnd(placeOf(cell.places, report.country ?? ''), report);
        },
        take() {
            for (const own of cells.values()) {
                for (const cell of own.values()) {
                    closeRecent(cell);
                    closeMinute(cell);
                }
            }
            const taken = done;
            done = [];
            return taken;
        },
    };
}
