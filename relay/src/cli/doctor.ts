/** `landed doctor`: whether this configuration would work, on this machine and in its orgs; changes nothing. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError, readConfig } from '../config.ts';
import { doubts, retryDoubts } from '../configLint.ts';
import type { Config } from '../config.ts';
import { createNumberHash } from '../core/hashedNumbers.ts';
import { brokenOff, checkOrg } from '../salesforce/checkup.ts';
import type { Finding } from '../salesforce/checkup.ts';
import { adapterOf, adaptersOf } from '../providers/index.ts';
import { checkPostgres } from '../store/postgres/checkup.ts';
import { systemTiming } from './serve.ts';
import { budgetsOf, budgetText } from './status.ts';
import type { Surroundings } from './surroundings.ts';

/** `where` is the org's name, or `relay`. */
type Placed = Finding & { readonly where: string };

function checkConfig(path: string, surroundings: Surroundings): { config: Config | null; findings: Finding[] } {
    try {
        const config = readConfig(path, surroundings.env);
        return { config, findings: [{ check: 'configuration', result: 'ok', detail: path }] };
    } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        const fix = 'docs/configuration.md describes every setting.';
        const findings = error.problems.map(
            (detail) => ({ check: 'configuration', result: 'failed', detail, fix }) as const,
        );
        return { config: null, findings };
    }
}

/** What is valid and may not be what somebody wants. */
function settingsOf(config: Config): Finding[] {
    const retrySecondsOf = (provider: string): number =>
        adapterOf(provider, config.customProviders).retryDelayMs / 1_000;
    const all = [...doubts(config), ...retryDoubts(config, retrySecondsOf)];
    return all.map((doubt) => ({ check: 'settings', result: 'warning', ...doubt }));
}

/** How long each source may fail to reach the relay. */
function budgets(config: Config): Finding[] {
    return budgetsOf(config, null, systemTiming.now()).map((budget) => ({
        ...{ check: 'outage budget', result: 'ok', detail: budgetText(budget, false) },
    }));
}

/** The nearest folder that exists: the relay makes those below it. */
function standing(path: string): string {
    return existsSync(path) || dirname(path) === path ? path : standing(dirname(path));
}

function checkFolder(directory: string): Finding {
    const check = 'store directory';
    const folder = standing(directory);
    const fix = 'Give the user that runs the relay a writable folder on a local disk.';
    try {
        if (!statSync(folder).isDirectory()) return { check, result: 'failed', detail: `${folder} is no folder`, fix };
        accessSync(folder, constants.W_OK | constants.X_OK);
    } catch {
        return { check, result: 'failed', detail: `${folder} is not writable`, fix };
    }
    return { check, result: 'ok', detail: folder === directory ? directory : `${directory} will be made` };
}

async function checkStore({ store }: Config): Promise<readonly Finding[]> {
    return store.kind === 'sqlite' ? [checkFolder(store.directory)] : checkPostgres(store.address, store.schema);
}

async function examine(configPath: string, surroundings: Surroundings): Promise<readonly Placed[]> {
    const { config, findings } = checkConfig(configPath, surroundings);
    const here =
        config === null
            ? findings
            : [...findings, ...settingsOf(config), ...budgets(config), ...(await checkStore(config))];
    const placed = here.map((finding): Placed => ({ where: 'relay', ...finding }));
    const orgs = Object.entries(config?.orgs ?? {}).map(async ([where, org]) => {
        const providers = new Map(adaptersOf(config?.customProviders ?? {}).map(({ id, codes }) => [id, codes]));
        const sources = config?.sources.filter((source) => source.org === where) ?? [];
        const windows = config?.windows ?? { purposes: {}, otherSeconds: 0 };
        const numbers = org.hashedNumbers === null ? null : createNumberHash(org.hashedNumbers.key);
        const options = { ...org, numbers, clock: systemTiming, providers, relay: { sources, windows } };
        const found = await checkOrg(options).catch((error: unknown) => [brokenOff(error)]);
        return found.map((finding): Placed => ({ where, ...finding }));
    });
    return [...placed, ...(await Promise.all(orgs)).flat()];
}

const MARKS: Readonly<Record<Finding['result'], string>> = {
    ok: 'ok        ',
    warning: 'warning   ',
    failed: 'FAILED    ',
    unchecked: 'unchecked ',
};

function lineOf({ where, check, result, detail, fix }: Placed): string {
    const line = `${MARKS[result]}${where}: ${check}: ${detail}\n`;
    return fix === undefined ? line : `${line}          → ${fix}\n`;
}

/** Resolves with the exit code: 1 when something has failed. */
export async function doctor(configPath: string, json: boolean, surroundings: Surroundings): Promise<number> {
    const checks = await examine(configPath, surroundings);
    const well = checks.every(({ result }) => result !== 'failed');
    const verdict = well ? 'Nothing stands in the way.\n' : 'Not ready.\n';
    const text = json ? `${JSON.stringify({ ok: well, checks })}\n` : checks.map(lineOf).join('') + verdict;
    surroundings.stdout.write(text);
    return well ? 0 : 1;
}
