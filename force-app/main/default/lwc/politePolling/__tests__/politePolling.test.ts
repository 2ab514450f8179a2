import { startPolling } from 'c/politePolling';
import type { Polling } from 'c/politePolling';

const SECOND = 1_000;
let polling: Polling | undefined;

function setHidden(hidden: boolean): void {
    Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
    document.dispatchEvent(new CustomEvent('visibilitychange'));
}

describe('polling', () => {
    beforeEach(() => {
        jest.useFakeTimers();
    });

    afterEach(() => {
        polling?.stop();
        setHidden(false);
        jest.useRealTimers();
    });

    it('asks at its interval', async () => {
        const ask = jest.fn(() => Promise.resolve(true));
        polling = startPolling(5, ask);
        await jest.advanceTimersByTimeAsync(15 * SECOND);
        expect(ask).toHaveBeenCalledTimes(3);
    });

    it('asks less often when nothing changes', async () => {
        const ask = jest.fn(() => Promise.resolve(false));
        polling = startPolling(1, ask);
        await jest.advanceTimersByTimeAsync(600 * SECOND);
        const before = ask.mock.calls.length;
        await jest.advanceTimersByTimeAsync(60 * SECOND);
        expect(ask.mock.calls.length - before).toBe(10);
    });

    it('returns to its interval after a change', async () => {
        let changed = false;
        const ask = jest.fn(() => Promise.resolve(changed));
        polling = startPolling(1, ask);
        await jest.advanceTimersByTimeAsync(600 * SECOND);
        changed = true;
        await jest.advanceTimersByTimeAsync(6 * SECOND);
        const before = ask.mock.calls.length;
        await jest.advanceTimersByTimeAsync(10 * SECOND);
        expect(ask.mock.calls.length - before).toBe(10);
    });

    it('slows down on failures and recovers', async () => {
        let fails = true;
        const ask = jest.fn(() => (fails ? Promise.reject(new Error('down')) : Promise.resolve(true)));
        polling = startPolling(1, ask);
        await jest.advanceTimersByTimeAsync(7 * SECOND);
        expect(ask).toHaveBeenCalledTimes(3); // after 1, 2 and 4 seconds
        fails = false;
        await polling.now();
        const before = ask.mock.calls.length;
        await jest.advanceTimersByTimeAsync(3 * SECOND);
        expect(ask.mock.calls.length - before).toBe(3);
    });

    it('rests while the tab is hidden and asks at once when it returns', async () => {
        const ask = jest.fn(() => Promise.resolve(true));
        polling = startPolling(5, ask);
        setHidden(true);
        await jest.advanceTimersByTimeAsync(60 * SECOND);
        expect(ask).not.toHaveBeenCalled();
        setHidden(false);
        await jest.advanceTimersByTimeAsync(0);
        expect(ask).toHaveBeenCalledTimes(1);
    });

    it('runs one call at a time', async () => {
        let finish: (changed: boolean) => void = () => undefined;
        const ask = jest.fn(() => new Promise<boolean>((resolve) => (finish = resolve)));
        polling = startPolling(1, ask);
        await jest.advanceTimersByTimeAsync(10 * SECOND);
        const asked = polling.now();
        expect(ask).toHaveBeenCalledTimes(1);
        finish(true);
        await asked;
    });

    it('stops for good', async () => {
        const ask = jest.fn(() => Promise.resolve(true));
        startPolling(1, ask).stop();
        setHidden(false);
        await jest.advanceTimersByTimeAsync(10 * SECOND);
        expect(ask).not.toHaveBeenCalled();
    });
});
