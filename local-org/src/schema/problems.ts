/** What stands in the way of loading a project, gathered so that all of it is told at once. */
export class ProjectProblems extends Error {
    readonly problems: readonly string[];

    constructor(problems: readonly string[]) {
        super(problems.join('\n'));
        this.name = 'ProjectProblems';
        this.problems = problems;
    }
}

/** What the local org would have to invent to support. */
export class UnsupportedMetadata extends Error {
    constructor(path: string, what: string) {
        super(`${path}: ${what}`);
        this.name = 'UnsupportedMetadata';
    }
}

export class ProblemList {
    readonly #problems: string[] = [];

    /** The result as a list of one; empty, with the problem noted, when the work throws. */
    attempt<T>(work: () => T, describe: (message: string) => string = (message) => message): T[] {
        try {
            return [work()];
        } catch (error) {
            this.#problems.push(describe(error instanceof Error ? error.message : String(error)));
            return [];
        }
    }

    throwIfAny(): void {
        if (this.#problems.length > 0) throw new ProjectProblems(this.#problems);
    }
}
