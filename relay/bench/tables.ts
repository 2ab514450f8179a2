/** A run's figures as Markdown, which reads well on a terminal too. */
import { arch, cpus, platform, totalmem } from 'node:os';
import type { BenchSettings } from './bench.ts';
import { judge } from './figures.ts';
import type { Figures, Speed, Verdict } from './figures.ts';

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

export function documentOf(figures: Figures, settings: BenchSettings, machine: Machine, date: string): string {
    const { rounds, requests, connections, paced, batched, endToEnd } = settings;
    return `# Performance

Written by \`npm run bench -- --write\` on ${date}, on ${machine.cores} cores of ${machine.processor}, ${machine.memoryGb} GB, ${machine.system}, Node ${machine.node}. Do not edit. The load, the relay and the stand-in for Salesforce share these cores, so compare ratios, not the absolute figures of different machines, and run it on a machine that does nothing else.

The relay runs as \`landed serve\` with its default settings: a report is answered after its commit with \`synchronous=FULL\`, while the worker reads and the publisher publishes what came before. The bare handler is Fastify, verifies the same HMAC, parses the same JSON, and keeps nothing.

${speedTable(figures)}

Medians of ${rounds} rounds of ${number(requests)} signed requests over ${connections} keep-alive connections, the two taking turns; the CPU of the relay is that of all its threads.

${verdictTable(figures)}

- The ratio is the median of the rounds' ratios.
- The steady pace is ${number(paced.rate)} requests a second; a request's time begins when it is due.
- Batches carry ${batched.reportsPerRequest} reports.
- End to end is from the first request until the last of ${number(endToEnd.reports)} messages was seen in the CRM (${number(figures.endToEnd.reportsPerSecond)}/s), whose stand-in takes ${endToEnd.orgLatencyMs} ms for each answer. The API calls are those that publish and those that confirm.
- Memory is the peak of all these runs.
`;
}
