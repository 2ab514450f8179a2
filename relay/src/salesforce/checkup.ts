/** Looks at an org with the relay's own eyes: what it needs to publish and confirm there, and what to do about what is missing. */
import type { Clock } from '../core/ports.ts';
import { codeOf } from './callErrors.ts';
import type { CodeClasses } from '../core/classify.ts';
import { readOverrides } from '../core/codeOverrides.ts';
import type { NumberHash } from '../core/hashedNumbers.ts';
import { overrideDoubts, Policies, POLICIES_SOQL, policyDoubts } from '../core/policyLint.ts';
import type { PolicyDoubt, RelaySide } from '../core/policyLint.ts';
import { CODES_SOQL } from './codeReader.ts';
import { SNAPSHOT_COLUMNS } from './event.ts';
import { EVENT_FIELDS, EVENT_NAME } from './eventFields.generated.ts';
import { namingOf } from './namespace.ts';
import { createReader } from './orgReader.ts';
import type { OrgLimits } from './client.ts';
import type { OrgReader } from './orgReader.ts';
import { checkPeople } from './peopleCheckup.ts';
import { SignInError, signIn } from './signIn.ts';
import type { OrgAuth } from './signIn.ts';
import { TRUST_SOQL } from './trustKeeper.ts';

export interface Finding {
    readonly check: string;
    /** `unchecked`: the org would not say; look yourself. */
    readonly result: 'ok' | 'warning' | 'failed' | 'unchecked';
    readonly detail: string;
    /** What to do about it. */
    readonly fix?: string;
}

const ok = (check: string, detail: string): Finding => ({ check, result: 'ok', detail });
const failed = (check: string, detail: string, fix: string): Finding => ({ check, result: 'failed', detail, fix });
const warning = (check: string, detail: string, fix: string): Finding => ({ check, result: 'warning', detail, fix });
const unchecked = (check: string, detail: string, fix: string): Finding => ({
    ...{ check, result: 'unchecked', detail, fix },
});

const DEPLOY = 'Deploy the package (docs/going-live.md, step 1); an older version of it may be installed.';
const ASSIGN = "Assign the permission set Landed_Relay to the relay's user.";
const REFUSED = "Renew the token; else check the user's API permission and the org's login IP ranges.";
const MESSAGE = 'Message__c';
const WRITTEN = {
    Delivery_Alert__c: 'Alert_Key__c',
    Delivery_Summary__c: 'Summary_Key__c',
    Relay_Status__c: 'Relay_Key__c',
    Route_Trust__c: 'Route_Key__c',
};

/** Without these a report does not become what people see. */
export const NEEDED_FLOWS = [
    'Delivery_RecordReport',
    'Message_KeepHighest',
    'Message_LinkRecipient',
    'Message_Suppress',
    'Message_UpdateRecipient',
] as const;

/** Assertions are good for minutes only, and sessions are counted by the org's clock. */
const MOST_SKEW_MS = 60_000;
const LOW_SHARE = 0.1;

export interface CheckupOptions {
    readonly auth: OrgAuth;
    readonly apiVersion: string;
    readonly namespace: string | null;
    readonly clock: Clock;
    /** Of all that the relay knows, by their ids. */
    readonly providers: ReadonlyMap<string, CodeClasses>;
    /** This org's sources, and the relay's windows. */
    readonly relay: RelaySide;
    /** Where the org is told no numbers. */
    readonly numbers: NumberHash | null;
}

export async function checkOrg(options: CheckupOptions): Promise<readonly Finding[]> {
    const { auth, apiVersion, namespace, clock, providers, relay, numbers } = options;
    let reader: OrgReader;
    try {
        reader = createReader(await signIn(auth, clock), apiVersion, namingOf(namespace));
    } catch (error) {
        if (!(error instanceof SignInError)) throw error;
        return [failed('log-in', error.code, error.advice)];
    }
    const limits = await reader.limits();
    const reached = [
        limits.accepted ? ok('log-in', 'the session is accepted') : failed('log-in', 'no call is accepted', REFUSED),
        ...(await checkReached(reader, apiVersion, clock)),
    ];
    if (reached.some(({ result }) => result === 'failed')) return reached;
    const strayed = await checkNamespace(reader, namespace);
    if (strayed !== null) return [...reached, strayed];
    return [
        ...reached,
        await checkEvent(reader),
        await checkMessages(reader),
        ...(await checkWritten(reader)),
        ...checkLimits(limits.limits),
        await checkFlows(reader, namespace),
        ...(await checkCodes(reader, providers)),
        ...(await checkPolicies(reader, relay)),
        ...(await checkTrust(reader)),
        ...(await checkPeople(reader, numbers)),
    ];
}

async function checkReached(reader: OrgReader, apiVersion: string, clock: Clock): Promise<Finding[]> {
    const versions = await reader.versions();
    if (versions.kind === 'refused') {
        return [failed('API version', `the org does not tell any (${versions.code})`, 'Check the network to the org.')];
    }
    const { list, serverTime } = versions.value;
    const newest = list.at(-1) ?? 'none';
    const version = list.includes(apiVersion)
        ? ok('API version', apiVersion)
        : failed('API version', `${apiVersion} is not offered`, `Set \`apiVersion\` to ${newest} or lower.`);
    return [version, checkClock(serverTime, clock)];
}

function checkClock(serverTime: number | null, clock: Clock): Finding {
    const check = 'clock';
    if (serverTime === null) return unchecked(check, 'the org did not tell its time', 'Compare it by hand.');
    const skew = Math.abs(serverTime - clock.now());
    if (skew <= MOST_SKEW_MS) return ok(check, 'agrees with the org');
    const detail = `${Math.round(skew / 1_000)} seconds away from the org's`;
    return failed(check, detail, "Set this machine's clock, for example with NTP: log-ins by JWT need it.");
}

/** The package by another namespace than the one that was set; null when nothing speaks for that. */
async function checkNamespace(reader: OrgReader, namespace: string | null): Promise<Finding | null> {
    const names = await reader.objects();
    const wanted = namingOf(namespace).named(EVENT_NAME);
    const there = names.filter((name) => name === EVENT_NAME || name.endsWith(`__${EVENT_NAME}`));
    const [found] = there;
    if (found === undefined || there.some((name) => name.toLowerCase() === wanted.toLowerCase())) return null;
    const own = found === EVENT_NAME ? null : found.slice(0, -`__${EVENT_NAME}`.length);
    const detail = `the org has ${found}, not ${wanted}`;
    return failed('namespace', detail, `Set \`namespace\` of this org to ${JSON.stringify(own)}.`);
}

function checkEvent(reader: OrgReader): Promise<Finding> {
    const wanted = Object.values(EVENT_FIELDS).map(({ field }) => field);
    return checkObject(reader, EVENT_NAME, wanted, ['createable']);
}

function checkMessages(reader: OrgReader): Promise<Finding> {
    return checkObject(reader, MESSAGE, [...SNAPSHOT_COLUMNS, 'Effect_Status__c', 'Effect_Error__c'], ['queryable']);
}

/** What the relay writes by a key. */
async function checkWritten(reader: OrgReader): Promise<Finding[]> {
    const findings: Finding[] = [];
    for (const [object, key] of Object.entries(WRITTEN))
        findings.push(await checkObject(reader, object, [key], ['createable', 'updateable']));
    return findings;
}

/** A describe shows only what the user may see, so a missing field may be there and hidden. */
async function checkObject(
    reader: OrgReader,
    object: string,
    fields: readonly string[],
    rights: readonly ('createable' | 'updateable' | 'queryable')[],
): Promise<Finding> {
    const described = await reader.describe(object);
    if (described.kind === 'refused') {
        return failed(object, `not found or not visible (${described.code})`, `${DEPLOY} ${ASSIGN}`);
    }
    const known = new Set(described.value.fields);
    const missing = [...new Set(fields)].filter((field) => !known.has(field));
    if (missing.length > 0)
        return failed(object, `fields missing or hidden: ${missing.join(', ')}`, `${DEPLOY} ${ASSIGN}`);
    const lacking = rights.filter((right) => !described.value[right]);
    if (lacking.length > 0) return failed(object, `not ${lacking.join(', ')} for this user`, ASSIGN);
    return ok(object, `${new Set(fields).size} fields, ${rights.join(', ')}`);
}

const ALLOCATIONS = [
    { name: 'DailyApiRequests', check: 'API calls', fix: 'Lower `publishing.apiShare`, or find who uses them up.' },
    {
        name: 'HourlyPublishedPlatformEvents',
        check: 'hourly events',
        fix: 'The relay waits and loses nothing; find who else publishes, or buy more.',
    },
] as const;

function checkLimits(limits: OrgLimits): Finding[] {
    return ALLOCATIONS.map(({ name, check, fix }) => {
        const limit = limits[name];
        if (limit === undefined) return unchecked(check, 'the org did not tell', 'Look at Setup, System Overview.');
        const detail = `${limit.Remaining} of ${limit.Max} left`;
        if (limit.Remaining <= 0) return failed(check, detail, fix);
        return limit.Remaining < limit.Max * LOW_SHARE ? warning(check, detail, fix) : ok(check, detail);
    });
}

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_flowdefinitionview.htm (2026-11-21) */
async function checkFlows(reader: OrgReader, namespace: string | null): Promise<Finding> {
    const check = 'flows';
    // Whether this view writes a package's flows with its namespace, no document says.
    const prefix = namespace === null ? '' : `${namespace}__`;
    const namesOf = (name: string): string[] => [...new Set([name, prefix + name])];
    const names = NEEDED_FLOWS.flatMap(namesOf)
        .map((name) => `'${name}'`)
        .join(',');
    const rows = await reader.query(`SELECT ApiName, IsActive FROM FlowDefinitionView WHERE ApiName IN (${names})`);
    if (rows.kind === 'refused') {
        const fix = "Look at Setup, Flows: each of the package's has to be active. The relay's user need not see them.";
        return unchecked(check, `this user may not ask for them (${rows.code})`, fix);
    }
    const active = new Set(rows.value.filter((row) => row['IsActive'] === true).map((row) => row['ApiName']));
    const idle = NEEDED_FLOWS.filter((name) => !namesOf(name).some((each) => active.has(each)));
    if (idle.length === 0) return ok(check, `${NEEDED_FLOWS.length} active`);
    return failed(check, `not active: ${idle.join(', ')}`, 'Activate them in Setup, Flows.');
}

/** Without its right to read them, or with one that cannot be used, the shipped tables stand. */
async function checkCodes(reader: OrgReader, providers: CheckupOptions['providers']): Promise<Finding[]> {
    const check = 'provider codes';
    const rows = await reader.query(CODES_SOQL);
    if (rows.kind === 'refused') {
        return [warning(check, `cannot be read (${rows.code}), so the shipped tables stand`, `${DEPLOY} ${ASSIGN}`)];
    }
    const { used, wrong } = readOverrides(rows.value, providers);
    const doubts = overrideDoubts(used, providers).map((doubt) => findingOf(check, doubt));
    if (wrong.length === 0) return [ok(check, `${used.length} read otherwise than shipped`), ...doubts];
    const detail = `${wrong.length} not used: ${wrong.map(({ record, reason }) => `${record} (${reason})`).join(', ')}`;
    const fix = 'Correct them in Setup, Custom Metadata Types, Provider Code, or clear Active.';
    return [failed(check, detail, fix), ...doubts];
}

const findingOf = (check: string, doubt: PolicyDoubt): Finding => ({ check, ...doubt });

/** What the org's policies promise, beside what the relay and its sources can keep. */
async function checkPolicies(reader: OrgReader, relay: RelaySide): Promise<Finding[]> {
    const check = 'delivery policies';
    const rows = await reader.query(POLICIES_SOQL);
    if (rows.kind === 'refused') return [warning(check, `cannot be read (${rows.code})`, `${DEPLOY} ${ASSIGN}`)];
    const policies = Policies.parse(rows.value);
    return [
        ok(check, `${policies.length} read`),
        ...policyDoubts(policies, relay).map((doubt) => findingOf(check, doubt)),
    ];
}

/** What admins say of trust: without it every receipt is believed. */
async function checkTrust(reader: OrgReader): Promise<Finding[]> {
    const findings: Finding[] = [];
    for (const [what, soql] of Object.entries(TRUST_SOQL)) {
        const rows = await reader.query(soql);
        if (rows.kind === 'answered') findings.push(ok(`trust: ${what}`, `${rows.value.length} read`));
        else findings.push(warning(`trust: ${what}`, `cannot be read (${rows.code})`, `${DEPLOY} ${ASSIGN}`));
    }
    return findings;
}

/** What to tell when a check itself broke: a time-out, an answer that makes no sense. */
export function brokenOff(error: unknown): Finding {
    return failed('the checks', `broke off: ${codeOf(error)}`, 'Try again; check the network to the org.');
}
