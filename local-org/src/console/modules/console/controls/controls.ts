/** The local org's own controls, which a real org does not have: the emails it sent, its clock, what waits for that. */
export interface SentEmail {
    readonly sentAt: string;
    readonly to: readonly string[];
    readonly subject: string;
    readonly body: string;
    readonly isRich: boolean;
}

export interface ClockState {
    /** How far the org's clock is ahead of this computer's. */
    readonly aheadMs: number;
    readonly waiting: number;
    /** When the first of the waiting paths is due. */
    readonly nextDueAt: string | undefined;
}

/** Oldest first. */
export const fetchEmails = (): Promise<readonly SentEmail[]> => ask<readonly SentEmail[]>('/local/outbox');

export async function fetchClock(): Promise<ClockState> {
    const [{ now }, waiting] = await Promise.all([
        ask<{ now: string }>('/local/clock'),
        ask<readonly { dueAt: string }[]>(`/local/scheduled?limit=${Number.MAX_SAFE_INTEGER}`),
    ]);
    return { aheadMs: Date.parse(now) - Date.now(), waiting: waiting.length, nextDueAt: waiting[0]?.dueAt };
}

/** Resolves when the paths that are due by then have run. */
export async function advanceClock(seconds: number): Promise<void> {
    await ask('/local/clock', { advanceSeconds: seconds });
    await ask('/local/idle');
}

/** The caller names what the control answers: page and org are of the same release. */
async function ask<T>(path: string, json?: unknown): Promise<T> {
    const response = await fetch(path, {
        cache: 'no-store',
        ...(json === undefined
            ? {}
            : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) }),
    });
    if (!response.ok) throw new Error(`The local org answered ${response.status} to ${path}.`);
    return response.json() as Promise<T>;
}
