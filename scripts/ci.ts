/** What CI runs: the tests, and in the time in which these wait everything that can be known without running the product. */
import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';

const script = (name: string): string[] => [path.join(import.meta.dirname, name)];

const checks = spawn(process.execPath, script('check.ts'), { stdio: ['ignore', 'pipe', 'pipe'] });
if (checks.pid !== undefined) setPriority(checks.pid, constants.priority.PRIORITY_BELOW_NORMAL);
const said = Promise.all([buffer(checks.stdout), buffer(checks.stderr)]);
const tests = spawn(process.execPath, script('test.ts'), { stdio: 'inherit' });

const ended = (child: typeof checks | typeof tests): Promise<boolean> =>
    new Promise((resolve, reject) => {
        child.on('error', reject).on('exit', (code) => resolve(code === 0));
    });

const [passed, clean, output] = await Promise.all([ended(tests), ended(checks), said]);
for (const part of output) process.stdout.write(part);
process.exit(passed && clean ? 0 : 1);
