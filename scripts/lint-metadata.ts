/**
 * Checks every metadata file of the package without an org: `node scripts/lint-metadata.ts [directory]`.
 * Prints `file:line problem` and ends with 1 when there is one.
 */
import path from 'node:path';
import { lintMetadata } from './lint-metadata/lintMetadata.ts';

const directory = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, '../force-app'));
const { problems, files } = lintMetadata(directory);
for (const problem of problems) {
    console.log(`${path.relative(process.cwd(), problem.path)}:${problem.line} ${problem.message}`);
}
console.log(`${files} metadata files, ${problems.length} problems`);
if (problems.length > 0) process.exitCode = 1;
