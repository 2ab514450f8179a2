/** Runs the checks on one org, after making sure that it is none that people work in. */
import { isDeepStrictEqual } from 'node:util';
import { CHECKS } from './checks.ts';
import type { Check } from './checks.ts';
import type { OrgPort } from './orgPort.ts';

export type Verdict =
    | { readonly kind: 'agrees' }
    | { readonly kind: 'differs'; readonly observed: unknown; readonly expected: unknown }
    | { readonly kind: 'could not tell'; readonly why: string };

export interface Outcome {
    readonly check: Check;
    readonly verdict: Verdict;
}

export class OrgRefused extends Error {
    override readonly name = 'OrgRefused';
}

/** Throws OrgRefused for an org that is neither a sandbox, a scratch org nor a developer's own. */
export async function checkOrg(org: OrgPort, yesThisOrg: boolean): Promise<void> {
    const [row] = await org.query('SELECT Name, OrganizationType, IsSandbox FROM Organization');
    if (row?.['IsSandbox'] === true || yesThisOrg) return;
    // A scratch org is a sandbox; a Developer Edition is somebody's playground, but may be a packaging org.
    throw new OrgRefused(
        `${String(row?.['Name'])} (${String(row?.['OrganizationType'])}) is no sandbox or scratch org. The tests deploy metadata and write records. If it may be used all the same, say --yes-this-org.`,
    );
}

export interface RunOptions {
    /** Tells this run's records from those of others. */
    readonly run: string;
    readonly metadata: string;
    readonly checks?: readonly Check[];
    readonly onOutcome?: (outcome: Outcome) => void;
}

export async function runChecks(org: OrgPort, options: RunOptions): Promise<readonly Outcome[]> {
    const { run, metadata, checks = CHECKS, onOutcome } = options;
    await org.deploy(metadata);
    await assignPermissions(org);
    const outcomes: Outcome[] = [];
    try {
        for (const [index, check] of checks.entries()) {
            const outcome = { check, verdict: await judge(check, org, `${run}c${index}`) };
            outcomes.push(outcome);
            onOutcome?.(outcome);
        }
    } finally {
        await removeRecords(org, run);
    }
    return outcomes;
}

async function judge(check: Check, org: OrgPort, group: string): Promise<Verdict> {
    try {
        const observed = await check.observe(org, group);
        if (isDeepStrictEqual(observed, check.expected)) return { kind: 'agrees' };
        return { kind: 'differs', observed, expected: check.expected };
    } catch (error) {
        return { kind: 'could not tell', why: error instanceof Error ? error.message : String(error) };
    }
}

/** A new field is hidden from everybody, its administrator too. */
async function assignPermissions(org: OrgPort): Promise<void> {
    const [set] = await org.query("SELECT Id FROM PermissionSet WHERE Name = 'Org_Probe'");
    const { body } = await org.request('GET', '/services/oauth2/userinfo');
    const AssigneeId = (body as { user_id: string }).user_id; // OpenID Connect's form, with the platform's names
    const held = await org.query(
        `SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = '${AssigneeId}' AND PermissionSetId = '${String(set?.['Id'])}'`,
    );
    if (held.length > 0) return;
    await org.request('POST', '/sobjects/PermissionSetAssignment', { AssigneeId, PermissionSetId: set?.['Id'] });
}

async function removeRecords(org: OrgPort, run: string): Promise<void> {
    const rows = await org.query(`SELECT Id FROM Org_Probe__c WHERE Group__c LIKE '${run}%'`);
    for (let at = 0; at < rows.length; at += 200) {
        const ids = rows.slice(at, at + 200).map((row) => String(row['Id']));
        await org.request('DELETE', `/composite/sobjects?ids=${ids.join(',')}`);
    }
}

/** One line for each check; a difference shows both sides. */
export function outcomeTable(outcomes: readonly Outcome[]): string {
    const width = Math.max(...outcomes.map(({ check }) => check.id.length));
    const lines = outcomes.map(({ check, verdict }) => `${check.id.padEnd(width)}  ${told(verdict)}  ${check.says}`);
    const count = (kind: Verdict['kind']): number => outcomes.filter(({ verdict }) => verdict.kind === kind).length;
    const total = `${count('agrees')} agree, ${count('differs')} differ, ${count('could not tell')} could not tell`;
    return [...lines, total].join('\n');
}

function told(verdict: Verdict): string {
    if (verdict.kind === 'agrees') return 'agrees';
    if (verdict.kind === 'could not tell') return `could not tell (${verdict.why})`;
    return `differs (answered ${JSON.stringify(verdict.observed)}, expected ${JSON.stringify(verdict.expected)})`;
}

/** 0: everything agrees; 1: something differs; 2: something could not be told. */
export function exitCodeOf(outcomes: readonly Outcome[]): 0 | 1 | 2 {
    if (outcomes.some(({ verdict }) => verdict.kind === 'differs')) return 1;
    return outcomes.some(({ verdict }) => verdict.kind === 'could not tell') ? 2 : 0;
}
