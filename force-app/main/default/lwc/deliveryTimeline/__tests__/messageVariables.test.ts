import { NO_FILTERS, STATUS_GROUPS } from 'c/timelineFilters';
import { messageVariables } from '../messageVariables';

const ID = '003000000000001AAA';

describe('the variables of a page of messages', () => {
    it('narrow nothing without filters', () => {
        expect(messageVariables(ID, NO_FILTERS, null)).toMatchObject({
            recordId: ID,
            anyChannel: ID,
            anyStatus: ID,
            from: '0',
            before: '9',
        });
    });

    it('name the channel and the statuses of the group, and let nothing else through', () => {
        const filters = { ...NO_FILTERS, channel: 'Email', statusGroup: 'failed' };
        expect(messageVariables(ID, filters, null)).toMatchObject({
            channels: ['Email'],
            anyChannel: null,
            statuses: ['Expired', 'Failed', 'Undelivered', 'Rejected'],
            anyStatus: null,
        });
    });

    // The reader of the Jest preset lives in Los Angeles, eight hours behind UTC in winter and seven in summer.
    it("take whole days of the reader's own calendar", () => {
        const winter = messageVariables(ID, { ...NO_FILTERS, from: '2026-11-21', to: '2026-11-22' }, null);
        expect([winter.from, winter.before]).toEqual(['2026-11-21 08:00:00', '2026-11-23 08:00:00']);
        const clocksChange = messageVariables(ID, { ...NO_FILTERS, from: '2026-11-01', to: '2026-11-01' }, null);
        expect([clocksChange.from, clocksChange.before]).toEqual(['2026-11-01 07:00:00', '2026-11-02 08:00:00']);
    });

    it('go on below the last message that is shown', () => {
        const key = '2026-11-21 10:00:00Z twilio:1';
        expect(messageVariables(ID, { ...NO_FILTERS, to: '2026-11-22' }, key).before).toBe(key);
    });

    it('have each status in one group', () => {
        const all = Object.values(STATUS_GROUPS).flat();
        expect(all).toHaveLength(11);
        expect(new Set(all).size).toBe(11);
    });
});
