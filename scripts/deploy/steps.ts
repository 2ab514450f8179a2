/** What a deployment consists of, in order, each a command of Node. */

export interface DeployOptions {
    /** As the `sf` CLI knows it. */
    readonly targetOrg: string;
    /** Of which a scratch org of this name is made before; null: the org is there. */
    readonly scratchOf: string | null;
    readonly relayUser: string | null;
    /** Whether that user also gets what `hashedNumbers` of the relay needs. */
    readonly privateNumbers: boolean;
    readonly sampleData: boolean;
    readonly dryRun: boolean;
}

export interface Step {
    readonly title: string;
    readonly args: readonly string[];
    /** What to do instead when it fails; without it nothing after a failed step is done. */
    readonly otherwise?: string;
}

/** Days that a scratch org lives; the most that the platform allows. */
const SCRATCH_DAYS = '30';

export const SF = 'node_modules/@salesforce/cli/bin/run.js';
const MINUTES = '30';
/** Permissions on standard objects may not travel in a managed package, so they are deployed beside it. */
export const COMPANION_FOLDER = 'unpackaged';
/** A licence may not allow it, so the relay does without where it must. */
const LIMITS_SET = 'Landed_Relay_Limits';
const NEEDED_SETS = ['Landed_Relay', 'Landed_Relay_Standard_Objects'] as const;
/** For the user that the relay signs in as. */
export const RELAY_SETS = [...NEEDED_SETS, LIMITS_SET] as const;
/** For that user of a relay which tells the org no numbers: docs/private-numbers.md. */
export const PRIVATE_SETS = ['Landed_Relay_Private_Numbers', 'Landed_Relay_People'] as const;
/** For whoever deploys; reps and marketers get theirs from an administrator. */
export const OWN_SETS = ['Landed_Admin', 'Landed_Standard_Objects'];

function scratchStep(alias: string, devHub: string): Step {
    const words = 'org create scratch --definition-file config/project-scratch-def.json'.split(' ');
    const more = ['--target-dev-hub', devHub, '--alias', alias, '--duration-days', SCRATCH_DAYS, '--wait', MINUTES];
    return { title: 'Making a scratch org', args: [SF, ...words, ...more] };
}

export function deploySteps(options: DeployOptions): readonly Step[] {
    const { targetOrg, scratchOf, relayUser, privateNumbers, sampleData, dryRun } = options;
    const sf = (title: string, command: string, ...args: string[]): Step => ({
        title,
        args: [SF, ...command.split(' '), '--target-org', targetOrg, ...args],
    });
    const deploy = (title: string, folder: string): Step =>
        sf(title, 'project deploy start', '--source-dir', folder, '--wait', MINUTES, ...(dryRun ? ['--dry-run'] : []));
    const steps: Step[] = [
        { title: 'Compiling the components', args: ['scripts/build-lwc.ts'] },
        ...(scratchOf === null ? [] : [scratchStep(targetOrg, scratchOf)]),
        deploy('Deploying the package', 'force-app'),
        deploy('Deploying the permissions on standard objects', COMPANION_FOLDER),
    ];
    if (dryRun) return steps;
    const names = OWN_SETS.flatMap((name) => ['--name', name]);
    steps.push(sf('Assigning permission sets to yourself', 'org assign permset', ...names));
    if (relayUser !== null) {
        const assign = (title: string, ...sets: readonly string[]): Step =>
            sf(title, 'org assign permset', ...sets.flatMap((name) => ['--name', name]), '--on-behalf-of', relayUser);
        const needed = [...NEEDED_SETS, ...(privateNumbers ? PRIVATE_SETS : [])];
        steps.push(assign("Assigning the relay's permission sets", ...needed), {
            ...assign("Letting the relay read the org's limits", LIMITS_SET),
            otherwise: "The user's licence may not allow it: set publishing.hourlyEvents (docs/operating.md).",
        });
    }
    if (sampleData) {
        const plan = 'config/sample-data/plan.json';
        steps.push(sf('Loading sample people and campaigns', 'data import tree', '--plan', plan));
    }
    return steps;
}
