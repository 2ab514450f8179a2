/**
 * One deployment: deletions, additions, deletions, each stage against what the one before has made. All of it is kept
 * or, with `rollbackOnError` false, what could be loaded.
 */
import { ProjectProblems } from '../schema/problems.ts';
import { Manifest, readManifest } from './manifest.ts';
import { notBrought, notNamed, readPackage } from './package.ts';
import { referencesTo } from './references.ts';
import { removalOf } from './removal.ts';
import { isNew, isSame } from './sameness.ts';
import { isHeld } from './types.ts';
import { readZip } from './zip.ts';
import type { Org } from '../org.ts';
import type { Project } from '../schema/project.ts';
import type { Component, ComponentFailure } from './package.ts';
import type { Removal } from './removal.ts';

export interface DeployOptions {
    readonly allowMissingFiles: boolean;
    /** Try everything, keep nothing. */
    readonly checkOnly: boolean;
    readonly ignoreWarnings: boolean;
    readonly purgeOnDelete: boolean;
    readonly rollbackOnError: boolean;
    readonly singlePackage: boolean;
}

export interface Outcome {
    readonly path: string;
    readonly type: string;
    readonly fullName: string;
    readonly state: 'created' | 'changed' | 'unchanged' | 'deleted';
    /** A warning's text. */
    readonly problem?: string;
}

export interface Deployment {
    readonly outcomes: readonly Outcome[];
    readonly failures: readonly ComponentFailure[];
    readonly status: 'Succeeded' | 'SucceededPartial' | 'Failed';
}

/** To be called when nothing is left in the background. */
export function deploy(org: Org, archive: Uint8Array, options: DeployOptions): Deployment {
    const run = new DeploymentRun(org, options);
    try {
        run.execute(readZip(archive));
    } catch (error) {
        run.fail(packageFailure(error instanceof Error ? error.message : String(error)));
    }
    return run.finish();
}

class DeploymentRun {
    readonly #org: Org;
    readonly #options: DeployOptions;
    readonly #outcomes: Outcome[] = [];
    readonly #failures: ComponentFailure[] = [];
    #project: Project;

    constructor(org: Org, options: DeployOptions) {
        this.#org = org;
        this.#options = options;
        this.#project = org.project;
    }

    fail(...failures: readonly ComponentFailure[]): void {
        this.#failures.push(...failures);
    }

    execute(archive: ReadonlyMap<string, Buffer>): void {
        const files = this.#options.singlePackage ? archive : withoutFirstFolder(archive);
        const manifest = manifestIn(files, 'package.xml');
        if (!manifest) {
            this.fail(packageFailure('No package.xml found'));
            return;
        }
        this.#remove('destructiveChangesPre.xml', files);
        this.#remove('destructiveChanges.xml', files);
        if (this.#mayGoOn()) this.#add(files, manifest);
        if (this.#mayGoOn()) this.#remove('destructiveChangesPost.xml', files);
    }

    finish(): Deployment {
        const isPartial = this.#failures.length > 0 && !this.#options.rollbackOnError && this.#outcomes.length > 0;
        const status = this.#failures.length === 0 ? 'Succeeded' : isPartial ? 'SucceededPartial' : 'Failed';
        if (status !== 'Failed' && !this.#options.checkOnly && this.#project !== this.#org.project)
            this.#org.deploy(this.#project);
        return { outcomes: status === 'Failed' ? [] : this.#outcomes, failures: this.#failures, status };
    }

    #mayGoOn(): boolean {
        return this.#failures.length === 0 || !this.#options.rollbackOnError;
    }

    #remove(path: string, files: ReadonlyMap<string, Buffer>): void {
        const removals = (manifestIn(files, path)?.members ?? []).map((member) => removalOf(this.#project, member));
        const found = removals.filter((removal) => removal.kind === 'found');
        for (const removal of removals) this.#tell(path, removal);
        if (found.length === 0) return;
        const change = {
            files: found.flatMap((removal) => removal.change.files),
            bundles: [],
            removed: found.flatMap((removal) => removal.change.removed),
            removedBundles: found.flatMap((removal) => removal.change.removedBundles),
        };
        const references = referencesTo(
            this.#org,
            this.#project,
            found.map(({ member }) => member),
            change,
        );
        this.fail(...references.map((failure) => ({ ...failure, path })));
        if (references.length > 0) return;
        this.#project = this.#project.with(change);
        this.#outcomes.push(...found.map(({ member }) => ({ ...member, path, state: 'deleted' as const })));
    }

    /** A warning counts as an error unless told otherwise. https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_rest_deploy.htm (2026-11-25) */
    #tell(path: string, removal: Removal): void {
        if (removal.kind === 'found') return;
        const { member, problem } = removal;
        if (removal.kind === 'missing' && this.#options.ignoreWarnings)
            this.#outcomes.push({ ...member, path, state: 'unchanged', problem });
        else this.fail({ ...member, path, problem, lineNumber: 1, columnNumber: 1 });
    }

    #add(files: ReadonlyMap<string, Buffer>, manifest: Manifest): void {
        const { components, failures } = readPackage(files);
        const named = components.filter((component) => manifest.names(component));
        this.fail(...failures);
        this.fail(...components.filter((component) => !named.includes(component)).map(notNamed));
        if (!this.#options.allowMissingFiles) this.fail(...missingFrom(components, failures, manifest));
        if (!this.#mayGoOn()) return;
        this.#load(named);
    }

    /** With `rollbackOnError` false what cannot be loaded is left out, as often as it takes. */
    #load(components: readonly Component[]): void {
        let left = components;
        while (left.length > 0) {
            const failures = this.#attempt(left);
            if (failures.length === 0) break;
            this.fail(...failures);
            const failed = left.filter(({ type, fullName }) =>
                failures.some((failure) => failure.type === type && failure.fullName === fullName),
            );
            if (this.#options.rollbackOnError || failed.length === 0) return;
            left = left.filter((component) => !failed.includes(component));
        }
    }

    #attempt(components: readonly Component[]): ComponentFailure[] {
        const before = this.#project;
        try {
            const project = before.with({
                files: components.flatMap(({ files }) => files),
                bundles: components.flatMap(({ bundle }) => bundle ?? []),
                ...{ removed: [], removedBundles: [] },
            });
            this.#org.checkDeployment(project);
            this.#project = project;
            this.#outcomes.push(...components.map((component) => outcomeOf(before, component)));
            return [];
        } catch (error) {
            if (!(error instanceof ProjectProblems)) throw error;
            return error.problems.map((problem) => failureOf(problem, components));
        }
    }
}

function outcomeOf(before: Project, component: Component): Outcome {
    const { path, type, fullName } = component;
    const state = isNew(before, component) ? 'created' : isSame(before, component) ? 'unchanged' : 'changed';
    return { path, type, fullName, state };
}

/** Of packages side by side each has a folder of its own. */
function withoutFirstFolder(archive: ReadonlyMap<string, Buffer>): ReadonlyMap<string, Buffer> {
    return new Map([...archive].map(([path, content]) => [path.replace(/^[^/]+\//, ''), content]));
}

function manifestIn(files: ReadonlyMap<string, Buffer>, path: string): Manifest | undefined {
    const xml = files.get(path)?.toString('utf8');
    return xml === undefined ? undefined : readManifest(path, xml);
}

function missingFrom(
    components: readonly Component[],
    failures: readonly ComponentFailure[],
    manifest: Manifest,
): ComponentFailure[] {
    const brought = new Manifest([...components, ...failures]);
    return manifest.members
        .filter(({ fullName }) => fullName !== '*')
        .filter((member) => !isHeld(member.type) || !isBrought(member.type, member.fullName, brought))
        .map((member) => (isHeld(member.type) ? notBrought(member) : notHeld(member)));
}

/** An object whose parts are brought, or a folder among what it holds, is there as well. */
function isBrought(type: string, fullName: string, brought: Manifest): boolean {
    if (brought.names({ type, fullName })) return true;
    if (type === 'CustomLabels') return brought.members.some((member) => member.type === 'CustomLabel');
    if (type === 'CustomObject') return brought.members.some((member) => member.fullName.startsWith(`${fullName}.`));
    return brought.members.some((member) => member.type.endsWith('Folder') && member.fullName === fullName);
}

function notHeld({ type, fullName }: { type: string; fullName: string }): ComponentFailure {
    const problem = `UNSUPPORTED_BY_LOCAL_ORG: the local org does not deploy ${type}`;
    return { path: 'package.xml', type: '', fullName, problem, lineNumber: 1, columnNumber: 1 };
}

function packageFailure(problem: string): ComponentFailure {
    return { path: 'package.xml', type: '', fullName: 'package.xml', problem, lineNumber: 1, columnNumber: 1 };
}

/** Problems begin with the path of their file, or with the field that they are about. */
function failureOf(problem: string, components: readonly Component[]): ComponentFailure {
    const inFile = components.filter(({ path }) => problem.startsWith(path));
    const about = components.find(({ fullName }) => problem.startsWith(`${fullName}:`));
    const rest = problem.slice(inFile[0]?.path.length);
    const component = about ?? inFile.find(({ fullName }) => rest.includes(nameIn(fullName))) ?? inFile[0];
    if (!component) return packageFailure(problem);
    const { path, type, fullName, files } = component;
    const element = files[0] ? elementLine(files[0].file.xml, problem) : undefined;
    return { path, type, fullName, problem, lineNumber: element ?? component.lineNumber, columnNumber: 1 };
}

const nameIn = (fullName: string): string => fullName.split('.').at(-1) ?? fullName;

/** The line of the flow element that the problem names. */
function elementLine(xml: string, problem: string): number | undefined {
    const named = [...xml.matchAll(/<name>(\w+)<\/name>/g)].find(([, name = '']) =>
        new RegExp(`\\b${name}\\b`).test(problem),
    );
    return named && xml.slice(0, named.index).split('\n').length;
}
