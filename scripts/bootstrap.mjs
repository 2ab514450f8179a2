// The one file that runs on whatever Node the machine has (20 or later) and imports nothing that is not in it.
// It installs what the command needs from package-lock.json, then hands over to the Node that the lock file pins.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const pinnedNode = path.join(root, 'node_modules/node/bin/node');

const ORPHAN_CHECK_MS = 500;

/** What each command runs, and whether it needs the development tools (1 GB) or only what running needs. */
const COMMANDS = {
    start: { script: 'start.ts', needs: 'run' },
    test: { script: 'test.ts', needs: 'everything' },
    check: { script: 'check.ts', needs: 'everything' },
    ci: { script: 'ci.ts', needs: 'everything' },
    bench: { script: '../relay/bench/main.ts', needs: 'everything' },
    chaos: { script: '../relay/chaos/main.ts', needs: 'everything' },
};

const readJson = (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8'));

/** Compares the lock file with the copy that npm keeps of what it installed. */
function isInstalled(needs) {
    if (!existsSync(pinnedNode) || !existsSync(path.join(root, 'node_modules/.package-lock.json'))) return false;
    const installed = readJson('node_modules/.package-lock.json').packages;
    return Object.entries(readJson('package-lock.json').packages).every(([place, entry]) => {
        if (!place.includes('node_modules/') || entry.link || entry.optional || entry.devOptional) return true;
        if (entry.dev && needs === 'run') return true;
        return installed[place]?.version === entry.version;
    });
}

/** A developer who only starts it must not lose the tools: what is installed already stays installed. */
function neededIn(needs) {
    if (!existsSync(path.join(root, 'node_modules/.package-lock.json'))) return needs;
    const installed = Object.values(readJson('node_modules/.package-lock.json').packages);
    return installed.some(({ dev }) => dev) ? 'everything' : needs;
}

async function install(needs) {
    const started = Date.now();
    const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
    console.error(
        needs === 'run'
            ? 'Installing what running needs, once (about a minute)…'
            : 'Installing everything, development tools included, once (about two minutes)…',
    );
    const progress = setInterval(() => console.error(`  still installing, ${seconds()}`), 10_000);
    const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...(needs === 'run' ? ['--omit=dev'] : [])];
    const npm = process.env.npm_execpath;
    const code = await run(npm ? process.execPath : 'npm', npm ? [npm, ...args] : args, { stdio: ['ignore', 2, 2] });
    clearInterval(progress);
    if (code !== 0) {
        console.error(
            `npm ci failed (exit ${code}). Check that the npm registry can be reached, then run the command again.`,
        );
        process.exit(1);
    }
    console.error(`Installed in ${seconds()}.`);
}

/** Runs a program to its end; passes on what the terminal or a supervisor sends to us. */
function run(command, args, options = {}) {
    return new Promise((resolve, reject) => {
        const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
        // The child decides when it is done. A terminal's Ctrl-C reaches it twice, which it takes as once.
        const passOn = (signal) => child.kill(signal);
        process.on('SIGTERM', passOn).on('SIGINT', passOn);
        // A signal to npm alone ends npm and its shell, and does not reach us: then we notice that they are gone.
        const parent = process.ppid;
        const orphaned = setInterval(() => process.ppid !== parent && passOn('SIGTERM'), ORPHAN_CHECK_MS);
        child.once('error', reject);
        child.once('exit', (code, signal) => {
            clearInterval(orphaned);
            process.off('SIGTERM', passOn).off('SIGINT', passOn);
            resolve(signal ? 128 + (constants.signals[signal] ?? 0) : code);
        });
    });
}

const [name, ...rest] = process.argv.slice(2);
const command = COMMANDS[name];
if (!command) {
    console.error(`Usage: node scripts/bootstrap.mjs ${Object.keys(COMMANDS).join('|')} [options]`);
    process.exit(64);
}
if (Number(process.versions.node.split('.')[0]) < 20) {
    console.error(
        `Node ${process.versions.node} is too old to install with: use Node 20 or later (24 is then installed here).`,
    );
    process.exit(1);
}
if (!isInstalled(command.needs)) await install(neededIn(command.needs));
process.env.PATH = [path.join(root, 'node_modules/.bin'), process.env.PATH].join(path.delimiter);
process.exit(await run(pinnedNode, [path.join('scripts', command.script), ...rest]));
