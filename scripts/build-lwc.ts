/**
 * Compiles the components in place: the platform takes JavaScript only, so every bundle needs its `.js` beside the
 * `.ts` before it is deployed. Tests of components are checked with them and not written out.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const CONFIG = 'tsconfig.lwc.json';
/** What was compiled last without a problem. */
const DONE = 'node_modules/.cache/landed/components';
/** Of what is not ours the lock file tells. */
const SETTINGS = ['package-lock.json', 'tsconfig*.json', 'types/*.json', 'scripts/build-lwc.ts'];

const { config } = ts.readConfigFile(CONFIG, (file) => ts.sys.readFile(file)) as { config: unknown };
const parsed = ts.parseJsonConfigFileContent(config, ts.sys, process.cwd());
const isSource = (file: string): boolean => /\/lwc\/[^/]+\/[^/]+\.ts$/.test(file) && !file.endsWith('.d.ts');

/** Of everything that is read, and of what is written. */
function digest(): string {
    const written = parsed.fileNames.filter(isSource).map((file) => file.replace(/\.ts$/, '.js'));
    const hash = createHash('sha256');
    for (const file of [...globSync(SETTINGS), ...parsed.fileNames, ...written].sort()) {
        hash.update(`${path.resolve(file)}\0`).update(existsSync(file) ? readFileSync(file) : 'missing');
    }
    return hash.digest('hex');
}

/** What is there already stays untouched, so that who reads it meanwhile never finds half a file. */
const write: ts.WriteFileCallback = (file, text) => {
    if (ts.sys.readFile(file) !== text) ts.sys.writeFile(file, text);
};

function compile(): void {
    const program = ts.createProgram(parsed.fileNames, { ...parsed.options, noEmit: false });
    const sources = program.getSourceFiles().filter(({ fileName }) => isSource(fileName));
    const problems = [...ts.getPreEmitDiagnostics(program)];
    for (const source of sources) problems.push(...program.emit(source, write).diagnostics);
    if (problems.length > 0) {
        const host = {
            getCanonicalFileName: (name: string) => name,
            getCurrentDirectory: ts.sys.getCurrentDirectory,
            getNewLine: () => '\n',
        };
        console.error(ts.formatDiagnostics(problems, host));
        process.exit(1);
    }
    mkdirSync(path.dirname(DONE), { recursive: true });
    writeFileSync(DONE, digest());
    console.log(`Compiled ${sources.length} files of components.`);
}

if (existsSync(DONE) && readFileSync(DONE, 'utf8') === digest()) console.log('The components are compiled already.');
else compile();
