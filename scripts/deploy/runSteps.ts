import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Step } from './steps.ts';

const ROOT = path.dirname(path.dirname(import.meta.dirname));

/** One after the other, for somebody who watches; stops at the first that fails. */
export async function runSteps(steps: readonly Step[]): Promise<void> {
    for (const step of steps) await run(step);
}

function run({ title, args }: Step): Promise<void> {
    console.error(`\n${title}`);
    return new Promise((resolve, reject) => {
        spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' })
            .on('error', reject)
            .on('exit', (code) =>
                code === 0 ? resolve() : reject(new Error(`Stopped: "${title}" ended with ${code}.`)),
            );
    });
}
