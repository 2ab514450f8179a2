/** `npm pack` runs this first: compiles src to lib, what Node reads and what TypeScript reads of it, with all that is not code. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const ROOT = import.meta.dirname;
const SOURCE = join(ROOT, 'src');
const OUTPUT = join(ROOT, 'lib');
/** The console's page is built from its sources on the machine where it is shown, together with the project's components. */
const KEPT_AS_SOURCE = ['console/client', 'console/modules'].map((directory) => join(SOURCE, directory));

rmSync(OUTPUT, { recursive: true, force: true });
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [compiler, '--project', join(ROOT, 'tsconfig.package.json')], {
    stdio: ['ignore', 2, 2], // what npm pack prints is its own
});
if (status !== 0) throw new Error('tsc could not compile the local org');
cpSync(SOURCE, OUTPUT, {
    recursive: true,
    filter: (file) => !file.endsWith('.ts') || KEPT_AS_SOURCE.some((directory) => file.startsWith(directory)),
});
chmodSync(join(OUTPUT, 'bin.js'), 0o755);
