/** Which test files there are, and how they share the machine. */

export interface Suite {
    readonly name: string;
    readonly files: readonly string[];
    /** How many files share a process: one where it starts processes that it kills, or takes minutes. */
    readonly together: number;
}

/** From quick to slow. */
export const NODE_SUITES: readonly Suite[] = [
    {
        name: 'unit and contract',
        files: ['relay/test/{unit,contract,chaos}/**/*.test.ts', 'scripts/**/*.test.ts'],
        together: 8,
    },
    { name: 'local org', files: ['local-org/test/**/*.test.ts'], together: 8 },
    { name: 'package', files: ['test/{package,org}/*.test.ts'], together: 1 },
    {
        name: 'relay service',
        files: ['relay/test/service/**/*.test.ts', 'relay/test/e2e/**/!(crash|severalRelays).test.ts'],
        together: 6,
    },
    {
        name: 'relay processes',
        files: [
            'relay/test/{conformance,simulation,postgres,bench}/**/*.test.ts',
            'relay/test/e2e/**/{crash,severalRelays}.test.ts',
        ],
        together: 1,
    },
    { name: 'real clients', files: ['test/clients/**/*.test.ts'], together: 4 },
    { name: 'official CLI', files: ['test/cli/**/*.test.ts'], together: 1 },
    { name: 'end to end', files: ['test/e2e/**/*.test.ts'], together: 3 },
    { name: 'proof', files: ['test/proof/**/*.test.ts'], together: 1 },
];

/** Tests as data, which one file of a suite runs all together; alone only when they are asked for by their path. */
export const FLOW_TESTS: Suite = { name: 'flows', files: ['test/package/flows/*.test.ts'], together: 1 };

export const COMPONENT_TESTS = ['force-app/**/__tests__/**/*.test.ts'];

/** They measure time, so nothing else runs beside them. */
const MEASURING = ['relay/test/bench/bench.test.ts', 'test/proof/batches.test.ts'];

export interface Group {
    readonly group: readonly string[];
    readonly alone: boolean;
}

export function groupsOf(suite: Suite, files: readonly string[]): Group[] {
    const measuring = files.filter((file) => MEASURING.includes(file));
    const others = files.filter((file) => !MEASURING.includes(file));
    const groups = Array.from({ length: Math.ceil(others.length / suite.together) }, (_, index) =>
        others.slice(index * suite.together, (index + 1) * suite.together),
    );
    return [
        ...groups.map((group) => ({ group, alone: false })),
        ...measuring.map((file) => ({ group: [file], alone: true })),
    ];
}
