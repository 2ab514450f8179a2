/** Looks every half minute whether an operator is needed, and says so by every way that is set up. */
import type { Logger } from 'pino';
import { alarmsOf, throttle } from '../core/alarms.ts';
import type { AlarmSettings, Signs, Told } from '../core/alarms.ts';
import type { Store } from '../core/store.ts';
import { startLoop } from '../core/timing.ts';
import type { Loop, Timing } from '../core/timing.ts';
import type { Way } from './alarmWays.ts';

export interface AlarmsOptions {
    readonly relay: string;
    readonly store: Pick<Store, 'remember' | 'recall'>;
    /** By name, for the log. */
    readonly ways: Readonly<Record<string, Way>>;
    readonly signs: () => Promise<Signs>;
    readonly settings: AlarmSettings;
    readonly timing: Timing;
    readonly log: Logger;
}

interface Memory {
    readonly told: readonly Told[];
    /** Dead letters that somebody has been told of; less when they were replayed. */
    readonly dead: number;
}

const EVERY_MS = 30_000;
const MEMO = 'alarms';

export function startAlarms({ relay, store, ways, signs, settings, timing, log }: AlarmsOptions): Pick<Loop, 'stop'> {
    /** Each way remembers what it has told: what one could not take, the next look tries again. */
    async function look(name: string, way: Way, sign: Signs, now: number): Promise<void> {
        const kept = await store.recall(`${MEMO} ${name}`);
        // The cast holds: this wrote it. What is set aside when alarms are set up is no news.
        const before = kept === null ? { told: [], dead: sign.dead } : (JSON.parse(kept) as Memory);
        const alarms = alarmsOf(sign, before.dead, settings, now);
        const { notice, told } = throttle(before.told, alarms, settings, now);
        const { raised, cleared } = notice;
        if (raised.length + cleared.length > 0) {
            try {
                await way({ relay, at: new Date(now).toISOString(), raised, cleared });
            } catch (error) {
                log.error({ way: name, err: error }, 'alarm.untold');
                return;
            }
            log.warn({ way: name, raised: raised.map(({ kind }) => kind), cleared: cleared.length }, 'alarm.told');
        }
        const heardDead = raised.some(({ kind }) => kind === 'Dead Letters')
            ? sign.dead
            : Math.min(before.dead, sign.dead);
        const after = JSON.stringify({ told, dead: heardDead });
        if (after !== kept) await store.remember(`${MEMO} ${name}`, after);
    }
    async function step(): Promise<number> {
        const now = timing.now();
        const sign = await signs();
        for (const [name, way] of Object.entries(ways)) await look(name, way, sign, now);
        return EVERY_MS;
    }
    return startLoop(timing, step, (error) => log.error({ err: error }, 'alarms.failed'));
}
