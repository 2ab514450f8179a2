import type { Entry } from 'c/timelineEntry';
import { EMPTY, heldCount, released, withNewest, withOlder } from '../timelineState';
import type { Timeline } from '../timelineState';

/** A message by its place in time; a later `news` is a change of the same message. */
const entry = (place: number, id = place, status = 'Sent'): Entry =>
    ({ id: String(id), sortKey: `2026-11-21 10:${String(place).padStart(2, '0')}:00Z`, status }) as Entry; // all that counts here

const entries = (...places: number[]): Entry[] => places.map((place) => entry(place));
const ids = ({ entries: shown }: Timeline): string[] => shown.map(({ id }) => id);

const first = withNewest(EMPTY, { entries: entries(9, 8, 7), hasMore: true }, false);

describe('what the timeline shows', () => {
    it('is the newest page, then what was loaded below it', () => {
        const timeline = withOlder(first, { entries: entries(6, 5), hasMore: false });
        expect([ids(timeline), timeline.hasMore]).toEqual([['9', '8', '7', '6', '5'], false]);
    });

    it('puts new messages on top and keeps what was loaded', () => {
        const loaded = withOlder(first, { entries: entries(6, 5), hasMore: true });
        const timeline = withNewest(loaded, { entries: entries(11, 10, 9), hasMore: true }, false);
        expect([ids(timeline), timeline.hasMore]).toEqual([['11', '10', '9', '8', '7', '6', '5'], true]);
    });

    it('moves a message up whose status is newer, and shows it once', () => {
        const timeline = withNewest(first, { entries: [entry(12, 7), ...entries(9, 8)], hasMore: true }, false);
        expect(ids(timeline)).toEqual(['7', '9', '8']);
    });

    it('starts again when there is a gap between what is known and what is new', () => {
        const timeline = withNewest(first, { entries: entries(30, 29, 28), hasMore: true }, false);
        expect(ids(timeline)).toEqual(['30', '29', '28']);
    });

    it('drops messages that are gone', () => {
        expect(ids(withNewest(first, { entries: entries(9, 7), hasMore: false }, false))).toEqual(['9', '7']);
    });

    it('holds new messages back while the reader is further down, but not the news of shown ones', () => {
        const newest = { entries: [entry(11), entry(10, 8, 'Delivered'), entry(9)], hasMore: true };
        const held = withNewest(first, newest, true);
        expect([ids(held), heldCount(held)]).toEqual([['9', '8', '7'], 1]);
        expect(held.entries[1]!.status).toBe('Delivered');
        expect(ids(released(held))).toEqual(['11', '8', '9', '7']);
        expect(heldCount(released(held))).toBe(0);
    });

    it('does not repeat a message that two pages have', () => {
        expect(ids(withOlder(first, { entries: entries(7, 6), hasMore: false }))).toEqual(['9', '8', '7', '6']);
    });
});
