/** What test files cost: told by the process that runs them in lines of its own, taken out and added up by the runner. */
import { readFileSync } from 'node:fs';

export interface Cost {
    readonly seconds: number;
    /** Of all cores together, the processes that were started and have ended included. */
    readonly processorSeconds: number;
}

export interface CostOfFile extends Cost {
    readonly file: string;
}

const MARK = 'test-file-cost ';

export const costLine = (cost: CostOfFile): string => `${MARK}${JSON.stringify(cost)}\n`;

/** The cost that a line tells; undefined when the line is something else. */
export function readCost(line: string): CostOfFile | undefined {
    if (!line.startsWith(MARK)) return undefined;
    return JSON.parse(line.slice(MARK.length)) as CostOfFile; // as costLine writes it
}

export const addCosts = (a: Cost, b: Cost): Cost => ({
    seconds: a.seconds + b.seconds,
    processorSeconds: a.processorSeconds + b.processorSeconds,
});

export const describeCost = ({ seconds, processorSeconds }: Cost): string =>
    `${seconds.toFixed(1)} s, processor ${processorSeconds.toFixed(1)} s`;

/** What this process has cost since it started. */
export function costSoFar(): Cost {
    const { user, system } = process.cpuUsage();
    return {
        seconds: (Date.now() - performance.timeOrigin) / 1000,
        processorSeconds: (user + system) / 1e6 + childrensProcessorSeconds(),
    };
}

const TICKS_PER_SECOND = 100;

/** Node does not tell what the ended children used, Linux does: fields 16 and 17 of proc_pid_stat(5). */
function childrensProcessorSeconds(): number {
    if (process.platform !== 'linux') return 0;
    const stat = readFileSync('/proc/self/stat', 'utf8');
    const fromThird = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before it may hold anything
    return (Number(fromThird[13]) + Number(fromThird[14])) / TICKS_PER_SECOND;
}
