/**
 * What still uses a component that is to be deleted: flows, formulas, validation rules, lookups, components. The words
 * are the platform's: https://salesforce.stackexchange.com/questions/16777 (2026-11-25)
 */
import { ProjectProblems } from '../schema/problems.ts';
import { heldComponents } from './contents.ts';
import type { Org } from '../org.ts';
import type { Project, ProjectChange } from '../schema/project.ts';
import type { Member } from './manifest.ts';
import type { ComponentFailure } from './package.ts';

type Failure = Omit<ComponentFailure, 'path'>;

/** Empty when nothing stands in the way. */
export function referencesTo(
    org: Org,
    project: Project,
    members: readonly Member[],
    change: ProjectChange,
): readonly Failure[] {
    const problems = problemsOf(org, project, change);
    return members.flatMap((member): Failure[] => {
        const users = [...usersByProblem(project, member, problems), ...usersByName(project, member, members)];
        if (users.length === 0) return [];
        const problem = `This ${nounOf(member.type)} is referenced elsewhere in salesforce.com. : ${[...new Set(users)].join(', ')}`;
        return [{ ...member, problem, lineNumber: 1, columnNumber: 1 }];
    });
}

/** What cannot be loaded any more once they are gone. */
function problemsOf(org: Org, project: Project, change: ProjectChange): readonly string[] {
    try {
        org.checkDeployment(project.with(change));
        return [];
    } catch (error) {
        if (error instanceof ProjectProblems) return error.problems;
        throw error;
    }
}

function usersByProblem(project: Project, { fullName }: Member, problems: readonly string[]): string[] {
    const name = new RegExp(`\\b${fullName.split('.').at(-1) ?? fullName}\\b`);
    return problems.filter((problem) => name.test(problem)).map((problem) => userIn(project, problem));
}

/** The component whose file or name the problem begins with. */
function userIn(project: Project, problem: string): string {
    const user = heldComponents(project).find(
        ({ fullName, sources, type }) =>
            problem.startsWith(`${fullName}:`) ||
            (type !== 'CustomObject' && sources.some(({ path }) => path !== '' && problem.startsWith(path))),
    );
    return user ? `${labelOf(user.type, user.sources[0]?.root.value('formula'))} - ${user.fullName}` : problem;
}

function usersByName(project: Project, member: Member, removed: readonly Member[]): string[] {
    const isRemoved = (type: string, fullName: string): boolean =>
        removed.some(
            (one) => one.type === type && (one.fullName === fullName || fullName.startsWith(`${one.fullName}.`)),
        );
    if (member.type === 'CustomObject') {
        return project
            .metadata('fields')
            .filter(({ root }) => root.all('referenceTo').some(({ text }) => text === member.fullName))
            .map(({ object, fullName }) => `${object ?? ''}.${fullName}`)
            .filter((field) => !isRemoved('CustomField', field) && !field.startsWith(`${member.fullName}.`))
            .map((field) => `Custom Field - ${field}`);
    }
    const pages = member.type === 'LightningComponentBundle' ? project.metadata('flexipages') : [];
    return [
        ...pages
            .filter(
                ({ xml, fullName }) =>
                    xml.includes(`<componentName>${member.fullName}<`) && !isRemoved('FlexiPage', fullName),
            )
            .map(({ fullName }) => `Lightning Page - ${fullName}`),
        ...bundlesUsing(project, member)
            .filter((bundle) => !isRemoved('LightningComponentBundle', bundle) && bundle !== member.fullName)
            .map((bundle) => `Lightning Component Bundle - ${bundle}`),
    ];
}

/** Modules name what they import. */
function bundlesUsing(project: Project, { type, fullName }: Member): string[] {
    const module =
        type === 'CustomField'
            ? `@salesforce/schema/${fullName}`
            : type === 'CustomLabel'
              ? `@salesforce/label/c.${fullName}`
              : type === 'LightningComponentBundle'
                ? `c/${fullName}`
                : type === 'StaticResource'
                  ? `@salesforce/resourceUrl/${fullName}`
                  : undefined;
    if (module === undefined) return [];
    const quoted = new RegExp(`['"]${module.replaceAll('.', '\\.')}['"]`);
    return project.bundles
        .filter(({ files }) =>
            [...files].some(([path, content]) => path.endsWith('.js') && quoted.test(Buffer.from(content).toString())),
        )
        .map((bundle) => bundle.fullName);
}

function labelOf(type: string, formula: string | undefined): string {
    return type === 'CustomField' && formula !== undefined ? 'Custom Formula Field' : spaced(type);
}

/** CustomField → custom field */
const nounOf = (type: string): string => spaced(type).toLowerCase();
const spaced = (type: string): string => type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');
