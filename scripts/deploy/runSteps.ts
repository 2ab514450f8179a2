import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Step } from './steps.ts';

const ROOT = path.dirname(path.dirname(import.meta.dirname));

/** One after the other, for somebody who watches; stops at the first that fails and that nothing can take the place of. */
export async function runSteps(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
        const code = await run(step);
        if (code === 0) continue;
        const ended = `"${step.title}" ended with ${code}.`;
        if (step.otherwise === undefined) throw new Error(`Stopped: ${ended}`);
        console.error(`${ended} ${step.otherwise}`);
    }
}

function run({ title, args }: Step): Promise<number | null> {
    console.error(`\n${title}`);
    return new Promise((resolve, reject) => {
        spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }).on('error', reject).on('exit', resolve);
    });
}
