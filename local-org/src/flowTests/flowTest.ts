/** Tests as data: the same ones run under node:test, for coverage, and against broken flows. */
import type { FlowOrg } from './flowOrg.ts';

export type FlowTestBody = (org: FlowOrg) => Promise<void>;

export interface FlowTest {
    /** What it says. */
    readonly name: string;
    readonly body: FlowTestBody;
}

/** The tests of a file, which exports them as its default. */
export interface FlowTests {
    readonly list: readonly FlowTest[];
    /** Each test begins with an org as it was opened. */
    add(name: string, body: FlowTestBody): void;
}

/** An empty list of tests. `prepare` comes before each of them. */
export function flowTests(prepare: (org: FlowOrg) => Promise<void> | void = () => undefined): FlowTests {
    const list: FlowTest[] = [];
    return {
        list,
        add(name, body) {
            if (list.some((test) => test.name === name)) throw new Error(`There is a test "${name}" already`);
            list.push({
                name,
                body: async (org) => {
                    await prepare(org);
                    await body(org);
                },
            });
        },
    };
}

/** Runs one test in a fresh state of the org. What fails is told with the trace of every interview that led there. */
export async function runFlowTest(org: FlowOrg, { body }: FlowTest): Promise<void> {
    org.reset();
    try {
        await body(org);
    } catch (error) {
        if (error instanceof Error) error.message = withTrace(error.message, org);
        throw error; // the same error, so that what a runner shows of a failed assertion stays whole
    }
}

function withTrace(message: string, org: FlowOrg): string {
    const faults = org.errors().map((error) => `${error.kind} of ${error.flow} failed: ${error.message}`);
    return [message, ...faults, 'What the flows did:', org.explain() || '(nothing)'].join('\n');
}
