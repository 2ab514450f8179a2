/** Keeps the relay from hammering an org that cannot answer: while it is open, one call at a time asks again. */
import type { Clock } from '../core/ports.ts';
import { backoffMs } from './backoff.ts';
import type { Trouble } from './callErrors.ts';

const LEAST_MS = 1_000;

/** Never more than one probe a second. The longer waits are for what does not pass by itself within seconds. */
const PAUSES: Readonly<Record<Trouble, { readonly least: number; readonly base: number; readonly cap: number }>> = {
    unsent: { least: LEAST_MS, base: 1_000, cap: 30_000 },
    outage: { least: LEAST_MS, base: 1_000, cap: 30_000 },
    unanswered: { least: LEAST_MS, base: 1_000, cap: 30_000 },
    limit: { least: 60_000, base: 60_000, cap: 900_000 },
    session: { least: 60_000, base: 60_000, cap: 900_000 },
    setup: { least: 60_000, base: 60_000, cap: 900_000 },
};

export interface Breaker {
    /** Milliseconds until a call may be tried; 0 when it may be now. */
    waitMs(): number;
    /** Takes the right to call, or answers false. Every true is followed by `succeeded` or `failed`. */
    enter(): boolean;
    succeeded(): void;
    /** What keeps it open; null while it is not. */
    trouble(): Trouble | null;
    failed(trouble: Trouble): void;
}

/** What the breakers of one org have in common: while it answers none of them, one call at a time asks, whosever it is. */
export interface Pulse {
    waitMs(): number;
    /** Every one is followed by `heard` or `missed`. */
    enter(): void;
    heard(): void;
    missed(): void;
}

export function createPulse(clock: Clock): Pulse {
    let away = false;
    let asking = false;
    let next = 0;
    return {
        waitMs() {
            if (!away) return 0;
            return asking ? LEAST_MS : Math.max(0, next - clock.now());
        },
        enter() {
            asking = away;
        },
        heard() {
            away = false;
            asking = false;
        },
        missed() {
            away = true;
            asking = false;
            next = clock.now() + LEAST_MS;
        },
    };
}

/** `gate`: how long calls have to wait for another reason than the org. */
export function createBreaker(
    clock: Clock,
    random: () => number,
    gate: () => number = () => 0,
    pulse: Pulse = createPulse(clock),
): Breaker {
    const held = (): number => Math.max(gate(), pulse.waitMs());
    let failures = 0;
    let openUntil = 0;
    let probing = false;
    let last: Trouble | null = null;
    return {
        waitMs() {
            if (failures === 0) return held();
            return Math.max(held(), probing ? 1_000 : Math.max(0, openUntil - clock.now()));
        },
        enter() {
            if (held() > 0) return false;
            if (failures > 0 && (probing || clock.now() < openUntil)) return false;
            probing = failures > 0;
            pulse.enter();
            return true;
        },
        succeeded() {
            pulse.heard();
            // What began before the trouble says nothing of what comes after it.
            if (failures > 0 && !probing) return;
            failures = 0;
            probing = false;
            last = null;
        },
        trouble: () => last,
        failed(trouble) {
            last = trouble;
            // An org that will not have one kind of call has answered.
            if (trouble === 'setup') pulse.heard();
            else pulse.missed();
            const { least, base, cap } = PAUSES[trouble];
            // Calls that were under way together fail together: they count once.
            if (failures === 0 || probing) failures += 1;
            probing = false;
            const pause = Math.max(least, backoffMs(failures, base, cap, random));
            openUntil = Math.max(openUntil, clock.now() + pause);
        },
    };
}
