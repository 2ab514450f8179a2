/**
 * Compiles the components in place: the platform takes JavaScript only, so every bundle needs its `.js` beside the
 * `.ts` before it is deployed. Tests of components are checked with them and not written out.
 */
import ts from 'typescript';

const CONFIG = 'tsconfig.lwc.json';

const { config } = ts.readConfigFile(CONFIG, (path) => ts.sys.readFile(path)) as { config: unknown };
const parsed = ts.parseJsonConfigFileContent(config, ts.sys, process.cwd());
const program = ts.createProgram(parsed.fileNames, { ...parsed.options, noEmit: false });
const sources = program
    .getSourceFiles()
    .filter(({ fileName }) => /\/lwc\/[^/]+\/[^/]+\.ts$/.test(fileName) && !fileName.endsWith('.d.ts'));

/** What is there already stays untouched, so that who reads it meanwhile never finds half a file. */
const write: ts.WriteFileCallback = (file, text) => {
    if (ts.sys.readFile(file) !== text) ts.sys.writeFile(file, text);
};

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
console.log(`Compiled ${sources.length} files of components.`);
