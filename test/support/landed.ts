/** Starts the parts of the product as an operator would: a local org and relays, each a process of its own. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMPANION_FOLDER, RELAY_SETS } from '../../scripts/deploy/steps.ts';
import { parseJsonLine, startProcess, type RunningProcess } from '../../scripts/processes.ts';
import { OrgClient, type OrgAddress } from './orgClient.ts';
import { bsrRequest, twilioRequest, type Callback, type SignedRequest } from './providerRequests.ts';
import type { Person } from '../model/people.ts';
import type { Provider } from '../model/callbacks.ts';

export const ROOT = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
export const RELAY_USER = 'integration@local-org.example';
const READY_MS = 60_000;

export interface Output {
    readonly lines: string[];
}

export interface RunningOrg extends OrgAddress {
    /** The relay's session: of a user who has the relay's permission sets and no other right. */
    readonly relayToken: string;
    readonly client: OrgClient;
    readonly output: Output;
    stop(): Promise<void>;
}

/** A directory of its own for one test, removed by `remove`. */
export async function scratch(): Promise<{ directory: string; remove(): Promise<void> }> {
    const directory = await mkdtemp(path.join(tmpdir(), 'landed-proof-'));
    return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}

export async function startOrg(project: string = ROOT): Promise<RunningOrg> {
    const accessToken = `00D000000000001!${randomBytes(24).toString('base64url')}`;
    const output: Output = { lines: [] };
    const org = await startProcess({
        name: 'The local org',
        args: [
            path.join(ROOT, 'local-org/src/main.ts'),
            ...['serve', '--project', project, '--port', '0', '--with', path.join(ROOT, COMPANION_FOLDER)],
            ...['--assign', `${RELAY_USER}=${RELAY_SETS.join(',')}`],
            ...['--assign', 'admin@local-org.example=Landed_Admin'],
        ],
        env: { LOCAL_ORG_TOKEN: accessToken },
        ready: (line) => {
            const said = parseJsonLine(line);
            return said?.['ready'] === true ? String(said['url']) : undefined;
        },
        readyWithinMs: READY_MS,
        onLine: (line, stream) => {
            output.lines.push(line);
            if (stream === 'stderr') console.error(`The local org says: ${line}`);
        },
    });
    const address = { url: org.ready, accessToken };
    const relayToken = await sessionOf(org.ready, RELAY_USER);
    return { ...address, relayToken, client: new OrgClient(address), output, stop: () => org.stop() };
}

export async function sessionOf(url: string, username: string): Promise<string> {
    const response = await fetch(`${url}/local/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username }),
    });
    const { accessToken } = (await response.json()) as { accessToken: string };
    return accessToken;
}

/** The relay's configuration and secrets; the same directory and port again continue where a relay left off. */
export interface RelaySetting {
    readonly directory: string;
    readonly configFile: string;
    readonly environment: Readonly<Record<string, string>>;
    readonly secrets: Readonly<Record<Provider, string>>;
}

export interface RelayOptions {
    readonly port?: number;
    /** How long a snapshot may be on its way before it counts as missing. */
    readonly missingAfterMs?: number;
    /** Seconds until a donation's message counts as unconfirmed; the org waits longer. */
    readonly donationWindow?: number;
    /** Beside those of the proof's own two providers. */
    readonly sources?: readonly object[];
    /** Of the package in the org. */
    readonly namespace?: string;
    /** Tells the org no numbers: the key of their hashes. */
    readonly numberKey?: string;
    /** Of another engine than SQLite: its setting, and what it reads from the environment. */
    readonly store?: { readonly setting: object; readonly environment: Readonly<Record<string, string>> };
}

export async function writeRelaySetting(
    directory: string,
    org: OrgAddress,
    { port = 0, missingAfterMs, donationWindow, sources = [], namespace, numberKey, store }: RelayOptions = {},
): Promise<RelaySetting> {
    const secrets = { twilio: 'twilio-auth-token-of-the-proof', bsr: 'bsr-secret-of-the-proof' };
    const configFile = path.join(directory, 'relay.json');
    const configuration = {
        mode: 'local',
        listen: { host: '127.0.0.1', port },
        ...(store === undefined ? { dataDir: path.join(directory, 'relay') } : { store: store.setting }),
        orgs: {
            proof: {
                instanceUrl: org.url,
                apiVersion: '67.0',
                locations: ['Leeds'],
                ...(namespace === undefined ? {} : { namespace }),
                ...(numberKey === undefined ? {} : { hashedNumbers: { key: { local: numberKey } } }),
                auth: { kind: 'accessToken', token: { env: 'PROOF_ORG_TOKEN' } },
            },
        },
        sources: [
            ...Object.entries(secrets).map(([provider, secret]) => ({
                provider,
                name: 'proof',
                org: 'proof',
                secrets: [{ local: secret }],
            })),
            ...sources,
        ],
        ...(missingAfterMs === undefined ? {} : { publishing: { missingAfterMs } }),
        ...(donationWindow === undefined ? {} : { windows: { purposes: { Donation: donationWindow } } }),
    };
    await writeFile(configFile, JSON.stringify(configuration, null, 2), { mode: 0o600 });
    return { directory, configFile, environment: { PROOF_ORG_TOKEN: org.accessToken, ...store?.environment }, secrets };
}

/** One webhook: a single report, or the batch of an account that asked for batches. */
export interface Webhook {
    readonly provider: Provider;
    readonly callbacks: readonly [Callback, ...Callback[]];
}

export interface RunningRelay {
    readonly url: string;
    readonly output: Output;
    readonly process: RunningProcess<string>;
    /**
     * A request signed as the provider would sign it for this relay. A named person goes into the address, as `ref`, or
     * else `references` as they are.
     */
    sign(webhook: Webhook, people?: readonly Person[], references?: string): SignedRequest;
}

/** The address in the line that the relay logs when it listens. */
export function relayUrl(line: string): string | undefined {
    const said = parseJsonLine(line);
    return said?.['msg'] === 'relay.started' ? String(said['url']) : undefined;
}

export const relayCommand = (setting: RelaySetting, source: string = ROOT): string[] => [
    path.join(source, 'relay/src/main.ts'),
    'serve',
    '--config',
    setting.configFile,
];

/** `source`: the tree whose `relay/src` runs. */
export async function startRelay(setting: RelaySetting, source: string = ROOT): Promise<RunningRelay> {
    const output: Output = { lines: [] };
    const running = await startProcess({
        name: 'The relay',
        args: relayCommand(setting, source),
        env: setting.environment,
        ready: relayUrl,
        readyWithinMs: READY_MS,
        onLine: (line) => output.lines.push(line),
    });
    return { url: running.ready, output, process: running, sign: signer(running.ready, setting) };
}

export function signer(url: string, setting: RelaySetting): RunningRelay['sign'] {
    return ({ provider, callbacks }, people = [], references = '') => {
        const person = people[callbacks[0].person ?? -1];
        const hook = `${url}/hooks/${provider}/proof${person === undefined ? references : `?ref=${person.id}`}`;
        const secret = setting.secrets[provider];
        return provider === 'twilio' ? twilioRequest(hook, callbacks[0], secret) : bsrRequest(hook, callbacks, secret);
    };
}
