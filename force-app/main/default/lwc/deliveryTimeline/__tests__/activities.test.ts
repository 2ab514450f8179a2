import { array, assert, boolean, integer, property } from 'fast-check';
import type { Activity } from 'c/activityEntry';
import type { Entry } from 'c/timelineEntry';
import { withActivities } from '../activities';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 21, 0, minute)).toISOString();
const message = (minute: number, index: number): Entry =>
    ({ id: `m${index}`, occurredAt: at(minute) }) as Partial<Entry> as Entry; // all that is looked at
const call = (minute: number, index: number): Activity => {
    return { id: `t${index}`, isCall: true, subject: null, status: null, occurredAt: at(minute) };
};
const minutes = array(integer({ min: 0, max: 300 }), { maxLength: 20 }).map((all) => all.sort((a, b) => b - a));

describe('activities among messages', () => {
    it('stand where their time is, and none below the last message while more may come', () => {
        assert(
            property(minutes, minutes, boolean(), (sent, logged, hasMore) => {
                const [messages, activities] = [sent.map(message), logged.map(call)];
                const items = withActivities(messages, hasMore, activities);
                const times = items.map(({ occurredAt }) => occurredAt ?? '');
                expect(times).toEqual([...times].sort().reverse());
                expect(items.flatMap(({ entry }) => entry ?? [])).toEqual(messages);
                const last = messages.at(-1)?.occurredAt ?? '';
                const expected = activities.filter(({ occurredAt }) => !hasMore || occurredAt >= last);
                expect(items.flatMap(({ activity }) => activity ?? [])).toEqual(expected);
            }),
        );
    });
});
