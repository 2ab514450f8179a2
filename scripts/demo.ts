/** The whole product on one machine: local org with the package, sample people, relay, provider simulator. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Connection } from 'jsforce';
import { COMPANION_FOLDER, RELAY_SETS } from './deploy/steps.ts';
import { historyWritten, playHistory } from './history.ts';
import { daytimeZone } from './daytime.ts';
import { parseJsonLine, startProcess, type RunningProcess } from './processes.ts';
import { seed } from './seed.ts';
import { createDonors } from './simulator/donors.ts';
import { SIMULATED_PROVIDERS } from './simulator/providers.ts';
import { createSimulator, type Person, type Simulator } from './simulator/simulator.ts';
import { startTraffic } from './simulator/traffic.ts';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const SAMPLE_PLAN = path.join(ROOT, 'config/sample-data/plan.json');
const ORG_READY_MS = 180_000; // the first start compiles the console
const RELAY_READY_MS = 30_000;
const API_VERSION = '67.0';
/** Whom the README's walk-through is about: lives where it is day whenever the demo starts, and the record says so. */
const ALWAYS_IN_DAYTIME = 'ContactAmara';
const RELAY_USER = 'integration@local-org.example';
/** Who has what, as docs/going-live.md has it: the relay its two sets and nothing else, a rep and an admin beside a standard profile. */
const ASSIGNMENTS = {
    [RELAY_USER]: RELAY_SETS,
    'user@local-org.example': ['Landed_Rep'],
    'admin@local-org.example': ['Landed_Admin'],
};
/** Port 9 (discard) answers nobody: an org that is out of reach. */
const NO_ORG = 'http://127.0.0.1:9';

export interface DemoOptions {
    readonly port: number;
    readonly relayPort: number;
    readonly traffic: boolean;
    readonly console: boolean;
    /** Whether the sample campaigns have a week behind them; nothing when absent. */
    readonly history?: boolean;
    /** What is going on, for people. */
    readonly onProgress: (text: string) => void;
    /** Lines that the children print. */
    readonly onLine?: (process: 'org' | 'relay', line: string) => void;
}

export interface Source {
    readonly provider: string;
    /** As the provider is given it: ends with the secret where nothing is signed. */
    readonly path: string;
    readonly secret: string;
}

export interface Demo {
    readonly console: string;
    readonly org: { readonly url: string; readonly accessToken: string; readonly version: string };
    readonly relay: { readonly url: string; readonly sources: readonly Source[] };
    readonly simulator: Simulator;
    /** Ids of the sample records by their referenceId. */
    readonly sampleIds: ReadonlyMap<string, string>;
    readonly orgProcess: RunningProcess<unknown>;
    readonly relayProcess: RunningProcess<unknown>;
    /** Starts the relay again after it was ended, over the same store and port. */
    restartRelay(): Promise<RunningProcess<unknown>>;
    /** Ends everything that was started and removes what it kept. */
    stop(): Promise<void>;
}

/** Starts everything and resolves when a webhook sent now would reach the console. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
    const directory = await mkdtemp(path.join(tmpdir(), 'landed-'));
    const undo: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true, force: true })];
    const stop = async (): Promise<void> => {
        for (const step of undo.splice(0).reverse()) await step();
    };
    try {
        return await startParts(options, directory, undo, stop);
    } catch (error) {
        await stop();
        throw error;
    }
}

async function startParts(
    options: DemoOptions,
    directory: string,
    undo: (() => Promise<unknown>)[],
    stop: () => Promise<void>,
): Promise<Demo> {
    const simulator = await createSimulator();
    undo.push(() => simulator.close());

    options.onProgress('Starting the local org (the first time it compiles the console, about half a minute)');
    const accessToken = `00D000000000001!${randomBytes(24).toString('base64url')}`;
    const org = await startOrg(options, accessToken, simulator.url);
    undo.push(() => org.stop());

    options.onProgress('Loading sample people and campaigns');
    const connection = new Connection({ instanceUrl: org.ready.url, accessToken, version: API_VERSION });
    const sampleIds = await seed(connection, SAMPLE_PLAN);
    await moveToDaylight(connection, sampleIds.get(ALWAYS_IN_DAYTIME));
    const people = await peopleOf(connection);

    options.onProgress('Starting the relay');
    const client = { clientId: 'landed-relay', clientSecret: randomBytes(24).toString('base64url'), runAs: RELAY_USER };
    await registerClient(org.ready.url, client);
    const sources = SIMULATED_PROVIDERS.map((provider): Source => {
        const secret = randomBytes(16).toString('hex');
        const path = `/hooks/${provider.id}/demo`;
        return { provider: provider.id, path: provider.signs ? path : `${path}/${secret}`, secret };
    });
    const config = path.join(directory, 'relay.json');
    const writeConfig = (port: number, orgUrl = org.ready.url): Promise<void> =>
        writeFile(config, JSON.stringify(relayConfig(port, directory, orgUrl, sources), null, 2), { mode: 0o600 });
    if (options.history === true) {
        await createDonors(connection, sampleIds, Date.now());
        await writeConfig(0, NO_ORG);
        await playHistory({
            config,
            env: { LANDED_CLIENT_SECRET: client.clientSecret },
            sources,
            sampleIds,
            now: () => Date.now(),
        });
    }
    await writeConfig(options.relayPort);
    let relay = await startRelay(config, client.clientSecret, options);
    undo.push(() => relay.stop());
    await writeConfig(Number(new URL(relay.ready.url).port)); // a restart must come back where the providers call
    if (options.history === true) {
        options.onProgress('Writing a week of sample messages');
        await historyWritten(relay.ready.url, () => Date.now());
    }
    simulator.connect(
        sources.map((source) => ({ ...source, url: relay.ready.url + source.path })),
        people,
    );

    if (options.traffic) {
        const stopTraffic = startTraffic(simulator, people.slice(4), (error) =>
            options.onProgress(
                `The simulator could not send: ${error instanceof Error ? error.message : String(error)}`,
            ),
        );
        undo.push(() => {
            stopTraffic();
            return Promise.resolve();
        });
    }
    return {
        console: `${org.ready.url}/`,
        org: { url: org.ready.url, accessToken, version: API_VERSION },
        relay: { url: relay.ready.url, sources },
        simulator,
        sampleIds,
        orgProcess: org,
        get relayProcess() {
            return relay;
        },
        restartRelay: async () => (relay = await startRelay(config, client.clientSecret, options)),
        stop,
    };
}

function startOrg(options: DemoOptions, accessToken: string, simulatorUrl: string) {
    return startProcess({
        name: 'The local org',
        args: [
            path.join(ROOT, 'local-org/src/main.ts'),
            'serve',
            ...['--project', ROOT, '--with', path.join(ROOT, COMPANION_FOLDER)],
            ...Object.entries(ASSIGNMENTS).flatMap(([user, sets]) => ['--assign', `${user}=${sets.join(',')}`]),
            ...['--port', String(options.port)],
            ...(options.console ? ['--console', '--panel', `Send a delivery report=${simulatorUrl}`] : []),
        ],
        env: { LOCAL_ORG_TOKEN: accessToken },
        ready: (line) => {
            const said = parseJsonLine(line);
            return said?.['ready'] === true && typeof said['url'] === 'string' ? { url: said['url'] } : undefined;
        },
        readyWithinMs: ORG_READY_MS,
        onLine: (line, stream) => {
            if (stream === 'stderr') options.onProgress(line);
            options.onLine?.('org', line);
        },
    });
}

function startRelay(config: string, clientSecret: string, options: DemoOptions) {
    return startProcess({
        name: 'The relay',
        args: [path.join(ROOT, 'relay/src/main.ts'), 'serve', '--config', config],
        env: { LANDED_CLIENT_SECRET: clientSecret },
        ready: (line) => {
            const said = parseJsonLine(line);
            return said?.['msg'] === 'relay.started' && typeof said['url'] === 'string'
                ? { url: said['url'] }
                : undefined;
        },
        readyWithinMs: RELAY_READY_MS,
        onLine: (line) => options.onLine?.('relay', line),
    });
}

/** The app that the relay signs in through, as an administrator makes it in Setup. */
async function moveToDaylight(connection: Connection, Id: string | undefined): Promise<void> {
    if (Id === undefined) throw new Error(`${ALWAYS_IN_DAYTIME} is not among the sample people`);
    await connection.sobject('Contact').update({ Id, Time_Zone__c: daytimeZone(new Date()) });
}

async function registerClient(orgUrl: string, client: object): Promise<void> {
    const response = await fetch(`${orgUrl}/local/oauth-clients`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(client),
    });
    if (!response.ok) throw new Error(`The org did not take the relay's app: ${await response.text()}`);
}

/** The relay's configuration for this machine only; docs/configuration.md describes every key. */
function relayConfig(port: number, directory: string, orgUrl: string, sources: readonly Source[]): object {
    return {
        mode: 'local',
        listen: { host: '127.0.0.1', port },
        dataDir: path.join(directory, 'relay'),
        orgs: {
            demo: {
                apiVersion: API_VERSION,
                locations: ['Leeds', 'York'],
                auth: {
                    kind: 'clientCredentials',
                    loginUrl: orgUrl,
                    clientId: 'landed-relay',
                    clientSecret: { env: 'LANDED_CLIENT_SECRET' },
                },
            },
        },
        publishing: { totalsEverySeconds: 2 }, // somebody is watching
        sources: sources.map(({ provider, secret }) => ({
            provider,
            name: 'demo',
            org: 'demo',
            secrets: [{ local: secret }],
        })),
    };
}

/** Whom the providers may be asked to write to: the simulator is told once and never talks to the org itself. */
async function peopleOf(connection: Connection): Promise<readonly Person[]> {
    const { records } = await connection.query<{ Name: string; SMS_Number__c: string }>(
        'SELECT Name, SMS_Number__c FROM Contact WHERE SMS_Number__c != null ORDER BY Name',
    );
    return records.map(({ Name, SMS_Number__c }) => ({ name: Name, number: SMS_Number__c }));
}
