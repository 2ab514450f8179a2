/** One deployment: what became of each component, all of it or nothing. */
import { ProjectProblems } from '../schema/problems.ts';
import { readPackage } from './package.ts';
import { readZip } from './zip.ts';
import type { Org } from '../org.ts';
import type { Component } from './package.ts';

export interface ComponentFailure {
    readonly path: string;
    readonly type: string;
    readonly fullName: string;
    readonly problem: string;
}

export interface Deployment {
    readonly components: readonly Component[];
    readonly failures: readonly ComponentFailure[];
}

/** With `checkOnly` everything is tried and nothing is kept. */
export async function deploy(org: Org, archive: Buffer, checkOnly: boolean): Promise<Deployment> {
    let components: readonly Component[] = [];
    try {
        components = readPackage(readZip(archive));
        const project = org.project.with(components.flatMap(({ files }) => files));
        await org.background.idle();
        if (checkOnly) org.checkDeployment(project);
        else org.deploy(project);
        return { components, failures: [] };
    } catch (error) {
        const problems = error instanceof ProjectProblems ? error.problems : [String(error)];
        return { components, failures: problems.map((problem) => failure(problem, components)) };
    }
}

/** Problems begin with the path of their file. */
function failure(problem: string, components: readonly Component[]): ComponentFailure {
    const named = components.find(({ path }) => problem.includes(path));
    const { path, type, fullName } = named ?? { path: 'package.xml', type: '', fullName: 'package.xml' };
    return { path, type, fullName, problem };
}
