/**
 * A week that has been: the simulator's providers report on the sample campaigns to the real relay, whose clock is moved
 * from one report to the next. No org is reached meanwhile, so the relay that is started over the same store afterwards
 * finds the week waiting and writes messages and totals as after an outage.
 */
import { createLog, createRelay, readConfig, type Timing } from '../relay/src/index.ts';
import { planWeek, type PlannedReport } from './simulator/week.ts';
import { createSimulator, type SimulatedSource, type Simulator } from './simulator/simulator.ts';

export interface HistoryOptions {
    /** Configuration of a relay with the store of the one to come, and an org that does not answer. */
    readonly config: string;
    /** Where the configuration finds its secrets. */
    readonly env: Readonly<Record<string, string>>;
    readonly sources: readonly (Omit<SimulatedSource, 'url'> & { readonly path: string })[];
    /** Ids of the sample records by their referenceId. */
    readonly sampleIds: ReadonlyMap<string, string>;
    readonly now: () => number;
}

const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 20;
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Resolves when the relay has read all of it; returns how many messages the week had. */
export async function playHistory(options: HistoryOptions): Promise<number> {
    const end = options.now();
    const reports = planWeek(end, options.sampleIds);
    let time = reports[0]?.at ?? end;
    const timing: Timing = {
        now: () => time,
        after(milliseconds, call) {
            const timer = setTimeout(call, milliseconds);
            return () => clearTimeout(timer);
        },
    };
    const relay = createRelay(readConfig(options.config, options.env), {
        log: createLog('error', { write: () => undefined }),
        timing,
        random: () => 0.5,
        onFatal: (error) => {
            throw error;
        },
    });
    const { url } = await relay.start();
    const simulator = await createSimulator();
    try {
        simulator.connect(
            options.sources.map((source) => ({ ...source, url: url + source.path })),
            [],
        );
        for (const group of byTime(reports)) {
            time = group[0]?.at ?? time;
            await Promise.all(group.map((report) => send(simulator, report)));
        }
        time = end;
        await allRead(url, options.now);
    } finally {
        await simulator.close();
        await relay.stop();
    }
    return new Set(reports.map(({ messageId }) => messageId)).size;
}

/** Groups of reports that arrive at the same moment, the earliest first. */
function byTime(reports: readonly PlannedReport[]): PlannedReport[][] {
    const groups = new Map<number, PlannedReport[]>();
    for (const report of reports) groups.set(report.at, [...(groups.get(report.at) ?? []), report]);
    return [...groups.values()];
}

async function send(simulator: Simulator, { at, ...report }: PlannedReport): Promise<void> {
    const { answers } = await simulator.send({ ...report, at: new Date(at) });
    if (answers.some((status) => status >= 300)) {
        throw new Error(`The relay answered ${answers.join(', ')} to ${report.provider}'s ${report.status}`);
    }
}

async function allRead(url: string, now: () => number): Promise<void> {
    const giveUpAt = now() + PATIENCE_MS;
    while (now() < giveUpAt) {
        const { unread } = (await (await fetch(`${url}/ready`)).json()) as { unread: number }; // the relay's own answer
        if (unread === 0) return;
        await pause(LOOK_EVERY_MS);
    }
    throw new Error('The relay has not read the sample week.');
}

/** Resolves when a relay has written the week to its org: every message confirmed. */
export async function historyWritten(url: string, now: () => number): Promise<void> {
    const giveUpAt = now() + PATIENCE_MS;
    while (now() < giveUpAt) {
        // the relay's own answer
        const counts = (await (await fetch(`${url}/ready`)).json()) as { unpublished: number; inFlight: number };
        if (counts.unpublished + counts.inFlight === 0) return;
        await pause(5 * LOOK_EVERY_MS);
    }
    throw new Error('The relay has not written the sample week to the org.');
}
