/** `npm run check`: everything that can be known without running the product. Each step prints its own findings. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const bin = (name: string): string => path.join(ROOT, 'node_modules', name);

const STEPS: readonly { name: string; args: readonly string[] }[] = [
    { name: 'types', args: [bin('typescript/bin/tsc'), '-p', 'tsconfig.json'] },
    { name: 'types of the console', args: [bin('typescript/bin/tsc'), '-p', 'tsconfig.console.json', '--noEmit'] },
    { name: 'lint', args: ['--max-old-space-size=4096', bin('eslint/bin/eslint.js'), '.'] },
    { name: 'format', args: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'] },
    { name: 'metadata', args: ['scripts/lint-metadata.ts'] },
    // Last: beside the tests, which begin with it, nothing is left to do.
    { name: 'components', args: ['scripts/build-lwc.ts'] },
    { name: 'generated files', args: ['scripts/gen.ts', '--check'] },
];

function step(args: readonly string[]): Promise<boolean> {
    return new Promise((resolve, reject) => {
        spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' })
            .on('error', reject)
            .on('exit', (code) => resolve(code === 0));
    });
}

const failed: string[] = [];
for (const { name, args } of STEPS) {
    const started = Date.now();
    const ok = await step(args);
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${Math.round((Date.now() - started) / 1000)} s)`);
    if (!ok) failed.push(name);
}
if (failed.length > 0) console.error(`Failed: ${failed.join(', ')}`);
process.exit(failed.length > 0 ? 1 : 0);
