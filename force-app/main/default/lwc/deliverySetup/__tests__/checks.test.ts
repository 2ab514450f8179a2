import { isVague, readSources, relayChecks, rightChecks, sourceWord } from '../checks';
import { readPolicies } from '../policies';

jest.mock('@salesforce/label/c.Setup_Receipts_Detail', () => ({ default: '{0}, {1}, {2}' }), { virtual: true });

const NOW = Date.UTC(2026, 10, 21, 10);
const node = (values: Readonly<Record<string, unknown>>) =>
    ({
        Id: 'a05000000000001AAA',
        ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }])),
    }) as never;
const states = (values: Readonly<Record<string, unknown>>): Record<string, string> =>
    Object.fromEntries(relayChecks(node(values), NOW).map(({ key, state }) => [key, state]));

describe('the checks of the set-up', () => {
    it('say what to do when no relay was ever seen', () => {
        expect(relayChecks(undefined, NOW)).toMatchObject([
            { key: 'relay', state: 'bad', fix: 'c.Setup_No_Relay_Fix' },
        ]);
    });

    it('call a relay running only while its heartbeats come in time', () => {
        const running = { state: 'Running', expectedBy: '2026-11-21T10:01:00.000Z' };
        expect(states(running)['relay']).toBe('good');
        expect(states({ ...running, expectedBy: '2026-11-21T09:59:00.000Z' })['relay']).toBe('bad');
        expect(states({ ...running, state: 'Degraded' })['relay']).toBe('warn');
        expect(states({ state: 'Stopped on Purpose' })['relay']).toBe('bad');
    });

    it('warn of dead letters, slow hops and budgets that are nearly used up', () => {
        const busy = { deadLetters: 2, reported: 28, published: 1, confirmed: 4, apiUsed: 90, apiLimit: 100 };
        expect(states(busy)).toMatchObject({ dead: 'warn', latency: 'warn', api: 'warn' });
        expect(states({ deadLetters: 0, reported: 2, published: 1, apiUsed: 10, apiLimit: 100 })).toMatchObject({
            dead: 'good',
            latency: 'good',
            api: 'good',
        });
    });

    it('say what was accepted, what is confirmed here, and what is in doubt until nothing is', () => {
        const receipt = (inDoubt: number): unknown =>
            relayChecks(node({ accepted: 1200, confirmedToday: 1180, inDoubt }), NOW).find(
                ({ key }) => key === 'receipts',
            );
        const detail = (inDoubt: string): string => `1,200, 1,180, ${inDoubt}`;
        expect(receipt(1001)).toMatchObject({ state: 'warn', detail: detail('1,001'), fix: 'c.Setup_Backlog_Fix' });
        expect(receipt(20)).toMatchObject({ state: 'good', detail: detail('20'), fix: '' });
        expect(receipt(0)).toMatchObject({ state: 'good', detail: detail('0'), fix: '' });
    });

    it('ask about a code that no table has, not about one that its provider leaves open', () => {
        expect(isVague('twilio', '30008')).toBe(true);
        expect(isVague('twilio', '39999')).toBe(false);
        expect(isVague('somebody', '30008')).toBe(false);
    });

    it('leave out what was never measured', () => {
        expect(Object.keys(states({ state: 'Running' }))).toEqual(['relay', 'dead', 'backlog']);
    });

    it('name the rights that the reader lacks', () => {
        const checks = rightChecks({ readsMessages: true, writesAlerts: false, writesSuppressions: false });
        expect(checks.map(({ state }) => state)).toEqual(['good', 'warn', 'warn']);
    });

    it('read the sources, and pass over a list that was cut off', () => {
        const list = '[{"source":"twilio","lastAt":"2026-11-21T10:00:00.000Z","requests":3,"silent":true}]';
        expect(readSources(node({ sources: list }))).toEqual([
            { source: 'twilio', lastAt: NOW, requests: 3, silent: true },
        ]);
        expect(readSources(node({ sources: list.slice(0, -5) }))).toEqual([]);
    });

    it('tell a source that has not called yet from one that has fallen silent', () => {
        const list = JSON.stringify([
            { source: 'bsr/a', lastAt: null, requests: 0, silent: false },
            { source: 'bsr/b', lastAt: '2026-11-21T09:00:00.000Z', requests: 3, silent: true },
            { source: 'bsr/c', lastAt: '2026-11-21T09:59:00.000Z', requests: 3, silent: false },
        ]);
        const words = readSources(node({ sources: list })).map((source) => sourceWord(source));
        expect(words).toEqual(['c.Setup_Source_New', 'c.Setup_Source_Silent', 'c.Setup_Source_Heard']);
    });
});

describe('the switches and policies', () => {
    it('warn of what is switched off, and say nothing to whoever may not know', () => {
        expect(relayChecks(node({ automationsOff: null }), NOW)).toContainEqual(
            expect.objectContaining({ key: 'automations', state: 'good' }),
        );
        expect(states({ automationsOff: 'Alert_Notify Message_Suppress ' })['automations']).toBe('warn');
        expect(states({})['automations']).toBeUndefined();
    });

    it('are one sentence for each rule, and none for what a policy leaves open', () => {
        const [everything, otp] = readPolicies('Default|0||Email|24|48|3|21|9|30;Event_Reminder|1|90|Voice|24|||||30');
        expect(everything!.rules).toEqual([
            'c.Setup_Policy_Pending',
            'c.Setup_Policy_Undelivered',
            'c.Setup_Policy_Review',
            'c.Setup_Policy_Evidence',
            'c.Setup_Policy_Quiet',
        ]);
        expect(otp).toEqual({
            name: 'Event_Reminder',
            title: 'Event Reminder',
            rules: ['c.Setup_Policy_Fallback', 'c.Setup_Policy_Pending', 'c.Setup_Policy_No_Quiet'],
        });
        expect(readPolicies(null)).toEqual([]);
    });
});
