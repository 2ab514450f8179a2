/** The official CLI, signed in to a local org of this project, with a home of its own. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLocalOrg } from '#local-org';
import type { LocalOrg, LocalOrgOptions } from '#local-org';

type OAuthClient = NonNullable<LocalOrgOptions['clients']>[number];

export const ROOT = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const CLIENT = { clientId: 'sf', clientSecret: 'invented' };

export interface CliAnswer {
    readonly status: number;
    readonly result: unknown;
    readonly message?: string;
}

export interface SignedInCli {
    readonly org: LocalOrg;
    readonly directory: string;
    /** With which the CLI is signed in, for programs that call it. */
    readonly environment: NodeJS.ProcessEnv;
    /** Runs `sf … --json` in a project's directory. */
    run(args: readonly string[], cwd?: string): Promise<CliAnswer>;
    [Symbol.asyncDispose](): Promise<void>;
}

export async function signInCli(clients: readonly OAuthClient[] = []): Promise<SignedInCli> {
    const directory = await mkdtemp(path.join(tmpdir(), 'landed-sf-'));
    const org = await createLocalOrg({ project: ROOT, clients: [CLIENT, ...clients] });
    const environment = {
        PATH: process.env['PATH'],
        HOME: directory,
        SF_DISABLE_TELEMETRY: 'true',
        SF_AUTOUPDATE_DISABLE: 'true',
        SF_SKIP_NEW_VERSION_CHECK: 'true',
        SF_DISABLE_LOG_FILE: 'true', // or each command starts a thread for it
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
        SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
        SF_TARGET_ORG: 'admin@local-org.example',
        SF_ACCESS_TOKEN: await askToken(org.url),
    };
    const run = (args: readonly string[], cwd = ROOT): Promise<CliAnswer> => execute(args, cwd, environment);
    const login = await run(['org', 'login', 'access-token', '--instance-url', org.url, '--no-prompt']);
    if (login.status !== 0) throw new Error(`sf org login: ${JSON.stringify(login)}`);
    return {
        org,
        directory,
        environment,
        run,
        async [Symbol.asyncDispose]() {
            await org.close();
            await rm(directory, { recursive: true, force: true });
        },
    };
}

/** A session of the org: its token begins with the org's id, which the CLI reads out of it. */
async function askToken(url: string): Promise<string> {
    const body = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
    });
    const response = await fetch(`${url}/services/oauth2/token`, { method: 'POST', body });
    const answer = (await response.json()) as { access_token: string }; // as OAuth has it
    return answer.access_token;
}

function execute(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<CliAnswer> {
    return new Promise((resolve, reject) => {
        const command = path.join(ROOT, 'node_modules/.bin/sf');
        execFile(command, [...args, '--json'], { cwd, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
            try {
                resolve(JSON.parse(stdout) as CliAnswer); // what --json promises
            } catch {
                reject(new Error(`sf ${args.join(' ')}: ${error?.message ?? ''}\n${stdout}\n${stderr}`));
            }
        });
    });
}
