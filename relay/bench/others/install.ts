/** What the relay is compared with comes from npm when it is asked for, and is no dependency of ours. */
import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PACKAGES = { express: '5.3.0', 'node-red': '5.0.7' };

export interface Others {
    /** Where `node_modules` is. */
    readonly directory: string;
    /** The program to run with Node. */
    readonly nodeRed: string;
}

/** Takes about a minute the first time; later runs find it in the machine's temporary directory. */
export async function installOthers(progress: (text: string) => void): Promise<Others> {
    const names = Object.entries(PACKAGES).map(([name, version]) => `${name}@${version}`);
    const directory = path.join(tmpdir(), `landed-bench-${names.join('-')}`);
    const nodeRed = path.join(directory, 'node_modules/node-red/red.js');
    if (existsSync(nodeRed)) return { directory, nodeRed };
    progress(`installing ${names.join(' and ')} from npm`);
    await mkdir(directory, { recursive: true });
    const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', directory, ...names];
    const code = await new Promise((resolve, reject) => {
        spawn('npm', args, { stdio: ['ignore', 2, 2] })
            .on('error', reject)
            .on('close', resolve);
    });
    assert.equal(code, 0, 'npm could not install what the relay is compared with; can it reach its registry?');
    return { directory, nodeRed };
}
