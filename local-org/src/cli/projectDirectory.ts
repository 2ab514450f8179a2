/** Which project is meant: as the official CLI does, the nearest sfdx-project.json at or above the directory. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const PROJECT_FILE = 'sfdx-project.json';

export class NoProject extends Error {
    override readonly name = 'NoProject';
}

/** Throws NoProject, which says what to do. */
export function nearestProject(directory: string): string {
    const start = resolve(directory);
    if (!existsSync(start)) throw new NoProject(`There is no ${start}. Name your project's directory with --project.`);
    for (let at = start; ; at = dirname(at)) {
        if (existsSync(join(at, PROJECT_FILE))) return at;
        if (at === dirname(at)) break;
    }
    throw new NoProject(
        `There is no ${PROJECT_FILE} in ${start} or above it. Go to your sfdx project, or name its directory with --project.`,
    );
}
