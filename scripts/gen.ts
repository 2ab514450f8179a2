/** `npm run gen`: writes every generated file; with --check, fails where one is not what its script would write. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const GENERATORS = [
    'gen-event-fields.ts',
    'gen-lead-twins.ts',
    'gen-config-docs.ts',
    'gen-errors-doc.ts',
    'gen-flow-docs.ts',
    'gen-local-org-docs.ts',
    'gen-lwc-paths.ts',
    'gen-provider-names.ts',
    'gen-providers-doc.ts',
    'gen-setup-fields.ts',
    'gen-vague-codes.ts',
];

function generate(script: string): Promise<boolean> {
    return new Promise((resolve, reject) => {
        spawn(process.execPath, [path.join('scripts', script), ...process.argv.slice(2)], {
            cwd: ROOT,
            stdio: 'inherit',
        })
            .on('error', reject)
            .on('exit', (code) => resolve(code === 0));
    });
}

let ok = true;
for (const script of GENERATORS) ok = (await generate(script)) && ok;
process.exit(ok ? 0 : 1);
