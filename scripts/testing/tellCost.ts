/** Loaded before a test file that has a process of its own: says what it cost when the process ends. */
import path from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { costLine, costSoFar } from './costs.ts';

if (isMainThread) {
    const file = path.relative(process.cwd(), process.argv[1] ?? '');
    process.on('exit', () => process.stderr.write(costLine({ file, ...costSoFar() })));
}
