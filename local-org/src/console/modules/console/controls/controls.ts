/** The local org's own controls, which a real org does not have: emails sent, the clock, faults, what flows did. */
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

/** With the values that it was ordered with. */
export interface OrderedFault {
    readonly id: string;
    readonly kind: string;
    readonly hits: number;
    readonly times?: number | 'always';
}

/** One element as one interview executed it. */
export interface FlowStep {
    readonly transaction?: number;
    readonly flow: string;
    readonly run: number;
    readonly interview: number;
    readonly element: string;
    readonly outcome?: string;
    readonly values?: Readonly<Record<string, unknown>>;
}

export interface OrgTransaction {
    readonly number: number;
    readonly origin: string;
    readonly outcome: string;
    readonly error?: string;
    readonly queries: number;
    readonly rowsRead: number;
    readonly statements: number;
    readonly rowsWritten: number;
    readonly steps: readonly FlowStep[];
}

const SHOWN_TRANSACTIONS = 8;
const SHOWN_STEPS = 1_000;

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

/** Spent ones too. */
export const fetchFaults = (): Promise<readonly OrderedFault[]> => ask<readonly OrderedFault[]>('/local/faults');

export const orderFault = (fault: object): Promise<void> => ask('/local/faults', fault);
export const endFault = (id: string): Promise<void> => remove(`/local/faults/${encodeURIComponent(id)}`);
export const endFaults = (): Promise<void> => remove('/local/faults');

/** The last ones, newest first, with what their flows did. */
export async function fetchTransactions(): Promise<readonly OrgTransaction[]> {
    const [transactions, steps] = await Promise.all([
        ask<readonly Omit<OrgTransaction, 'steps'>[]>(`/local/limits?limit=${SHOWN_TRANSACTIONS}`),
        ask<readonly FlowStep[]>(`/local/trace?limit=${SHOWN_STEPS}`),
    ]);
    return transactions
        .map((each) => ({ ...each, steps: steps.filter(({ transaction }) => transaction === each.number) }))
        .toReversed();
}

async function remove(path: string): Promise<void> {
    const response = await fetch(path, { method: 'DELETE' });
    if (!response.ok) throw new Error(`The local org answered ${response.status} to ${path}.`);
}

/** The caller names what the control answers: page and org are of the same release. */
async function ask<T>(path: string, json?: unknown): Promise<T> {
    const response = await fetch(path, {
        cache: 'no-store',
        ...(json === undefined
            ? {}
            : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) }),
    });
    if (!response.ok) throw new Error(`The local org answered ${response.status} to ${path}: ${await response.text()}`);
    return response.json() as Promise<T>;
}
