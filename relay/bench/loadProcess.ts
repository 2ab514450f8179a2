/** Runs a load job in a process of its own, so that making the load does not slow down what is measured. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromLoad, LoadJob, LoadResult } from './loadMessages.ts';

/** `onReady` runs when everything is signed and connected, right before the first request. */
export function runLoad(job: LoadJob, onReady: () => void): Promise<LoadResult> {
    const child = fork(fileURLToPath(new URL('./load.ts', import.meta.url)), {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        execArgv: [], // not what our own process was started with, such as a test runner's hooks
    });
    return new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('exit', (code) => reject(new Error(`the load process ended early (exit ${code ?? 'by signal'})`)));
        child.on('message', (message: FromLoad) => {
            if (message.kind === 'done') {
                resolve(message.result);
                return;
            }
            onReady();
            child.send('go');
        });
        child.send(job);
    });
}
