/** A run's figures as Markdown, which reads well on a terminal too. */
import { arch, cpus, platform, totalmem } from 'node:os';
import type { BenchSettings } from './bench.ts';
import type { Comparison, CompareSettings } from './compare.ts';
import { judge } from './figures.ts';
import type { Figures, Speed, Verdict } from './figures.ts';
import type { Growth, GrowthSettings } from './growth.ts';

export interface Machine {
    readonly processor: string;
    readonly cores: number;
    readonly memoryGb: number;
    readonly system: string;
    readonly node: string;
}

export function thisMachine(): Machine {
    const processors = cpus();
    return {
        processor: processors[0]?.model ?? 'unknown',
        cores: processors.length,
        memoryGb: Math.round(totalmem() / 2 ** 30),
        system: `${platform()} ${arch()}`,
        node: process.versions.node,
    };
}

function number(value: number): string {
    const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
    return value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
    const widths = header.map((title, column) =>
        Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
    );
    const line = (cells: readonly string[]): string =>
        `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
    return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function speedRow(name: string, speed: Speed): string[] {
    const { requestsPerSecond, p50Ms, p99Ms, cpuMicrosPerRequest } = speed;
    return [name, ...[requestsPerSecond, p50Ms, p99Ms, cpuMicrosPerRequest].map(number)];
}

export function speedTable({ bare, relay }: Figures): string {
    return table(
        ['one report a request', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs a request'],
        [speedRow('relay, durable', relay), speedRow('bare handler', bare)],
    );
}

/** From one hop of a report to the next. */
export function hopTable({ hops }: Figures): string {
    const titles = { answered: 'sent → answered', published: 'received → published', confirmed: 'published → seen' };
    const rows = (Object.keys(titles) as (keyof typeof titles)[]).map((hop) => {
        const { p50Ms, p95Ms, p99Ms } = hops[hop];
        return [titles[hop], ...[p50Ms, p95Ms, p99Ms].map(number)];
    });
    return table(['hop', 'p50 ms', 'p95 ms', 'p99 ms'], rows);
}

function verdictRow({ what, unit, value, bound, limit, goal, passed, reachedGoal }: Verdict): string[] {
    const verdict = !passed ? 'FAILED' : reachedGoal ? 'goal reached' : 'below the goal';
    return [
        what,
        `${number(value)} ${unit}`.trim(),
        bound,
        limit === null ? '-' : String(limit),
        String(goal),
        verdict,
    ];
}

export function verdictTable(figures: Figures): string {
    return table(['figure', 'measured', 'is to be', 'required', 'goal', ''], judge(figures).map(verdictRow));
}

/** Which goals were missed, by how much and why. */
function shortfalls(figures: Figures): string {
    const missed = judge(figures).filter(({ reachedGoal }) => !reachedGoal);
    if (missed.length === 0) return '';
    return `
## Below the goals, by how much and why

${missed.map(shortfall).join('\n')}
`;
}

function shortfall({ what, unit, value, goal, bound, whyBelow }: Verdict): string {
    const share = bound === 'at least' ? value / goal : goal / value;
    const measured = `${number(value)} ${unit}`.trim();
    return `- **${what}**: ${measured}, goal ${goal} (${Math.round(share * 100)} % of the way). ${whyBelow ?? 'The cause is not known.'}`;
}

const machineText = ({ cores, processor, memoryGb, system, node }: Machine): string =>
    `on ${cores} cores of ${processor}, ${memoryGb} GB, ${system}, Node ${node}`;

export function comparisonTable(comparison: Comparison): string {
    return table(
        ['', 'answered/s', 'p50 ms', 'p99 ms', 'in the CRM/s', 'CPU µs a report', 'API calls per 1,000', 'MB', 'lost'],
        Object.entries(comparison).map(([name, each]) => {
            const { answeredPerSecond, p50Ms, p99Ms, arrivedPerSecond, cpuMicrosPerReport } = each;
            const figures = [answeredPerSecond, p50Ms, p99Ms, arrivedPerSecond, cpuMicrosPerReport];
            return [name, ...[...figures, each.apiCallsPerThousand, each.peakMemoryMb].map(number), String(each.lost)];
        }),
    );
}

export function growthTable(growth: readonly Growth[]): string {
    return table(
        ['reports that wait', 'accepted/s', 'joined/s', 'p99 ms', 'published/s', 'peak MB', 'bytes on disk, each'],
        growth.map(({ backlog, acceptedPerSecond, readPerSecond, p99Ms, caughtUpPerSecond, ...rest }) => [
            number(backlog),
            ...[acceptedPerSecond, readPerSecond, p99Ms, caughtUpPerSecond].map(number),
            ...[rest.memoryMb, rest.diskBytesPerReport].map(number),
        ]),
    );
}

interface ComparisonPage {
    readonly comparison: Comparison;
    readonly compare: CompareSettings;
    readonly growth: readonly Growth[];
    readonly grow: GrowthSettings;
    readonly machine: Machine;
    /** As YYYY-MM-DD. */
    readonly date: string;
}

export function comparisonPage({ comparison, compare, growth, grow, machine, date }: ComparisonPage): string {
    return `# The relay beside others, and with a backlog

Written by \`npm run bench -- --others --write\` on ${date}, ${machineText(machine)}. Do not edit. The load, what is measured and the stand-in for Salesforce share these cores: compare ratios, not absolute figures.

## Beside what teams use instead

${comparisonTable(comparison)}

Medians of ${compare.rounds} rounds of ${number(compare.requests)} signed requests over ${compare.connections} keep-alive connections, taking turns, each before a stand-in for Salesforce of its own that takes ${compare.orgLatencyMs} ms for each answer.

- Only the relay has a report on disk before it says yes, joins what belongs together, publishes again what got lost and looks for the effect. Express with jsforce (relay/bench/others/naiveServer.ts) verifies the signature, publishes and answers; Node-RED's flows (relay/bench/others/nodeRed.ts) verify nothing.
- _Answered_ is what the provider sees. _In the CRM_ is from the first request until the last event was taken; of the relay, until its effect was seen there, which costs a part of its API calls.
- _Lost_ are those that were answered with yes and did not arrive while everything worked. What those in memory lose when they are ended is not in this table: all that they have not sent.

## With a backlog

${growthTable(growth)}

The org answers 503 while the reports come in requests of ${grow.reportsPerRequest}, each of a message of its own, and are joined in the store; then single ones come at ${number(grow.paced.rate)} a second, whose answers are timed (p99); then the org is back, and the next ${number(grow.caughtUp)} messages that arrive are timed. Memory is the peak of the whole run.
`;
}

export function documentOf(figures: Figures, settings: BenchSettings, machine: Machine, date: string): string {
    const { rounds, requests, connections, paced, batched, endToEnd } = settings;
    return `# Performance

Written by \`npm run bench -- --write\` on ${date}, ${machineText(machine)}. Do not edit. The load, the relay and the stand-in for Salesforce share these cores, so compare ratios, not the absolute figures of different machines, and run it on a machine that does nothing else.

The relay runs as \`landed serve\` with its default settings: a report is answered after its commit with \`synchronous=FULL\`, while the worker reads and the publisher publishes what came before. The bare handler is Fastify, verifies the same HMAC, parses the same JSON, and keeps nothing.

${speedTable(figures)}

Medians of ${rounds} rounds of ${number(requests)} signed requests over ${connections} keep-alive connections, the two taking turns; the CPU of the relay is that of all its threads.

${verdictTable(figures)}

${hopTable(figures)}

- The ratio is the median of the rounds' ratios.
- The steady pace is ${number(paced.rate)} requests a second; a request's time begins when it is due.
- Batches carry ${batched.reportsPerRequest} reports.
- End to end is from the first request until the last of ${number(endToEnd.reports)} messages was seen in the CRM (${number(figures.endToEnd.reportsPerSecond)}/s), whose stand-in takes ${endToEnd.orgLatencyMs} ms for each answer. The API calls are those that publish and those that confirm.
- Hops: the answers at the steady pace; of the messages that went the whole way, all of which came at once, the time until their call was made, and from there until their effect was seen.
- No answer of any run was other than 2xx, else there would be no figures; the slowest under overload is that of all rounds.
- Memory is the peak of all these runs.
- Other relays on the same load, and a backlog of up to a million: [comparison.md](comparison.md). Faults: [reliability.md](reliability.md).
${shortfalls(figures)}`;
}
