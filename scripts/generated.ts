/** How every generator writes: formatted, and with --check not at all. */
import { readFile, writeFile } from 'node:fs/promises';
import { format, getFileInfo, resolveConfig } from 'prettier';

const CHECK = process.argv.includes('--check');

/** Writes the file, or with --check fails the process when it differs. */
export async function writeGenerated(path: string, text: string): Promise<void> {
    const { inferredParser } = await getFileInfo(path);
    const options = { ...(await resolveConfig(path)), filepath: path };
    const wanted = inferredParser === null ? text : await format(text, options);
    const present = await readFile(path, 'utf8').catch(() => null);
    if (present === wanted) return;
    if (!CHECK) return writeFile(path, wanted);
    console.error(`${path} is not up to date: run npm run gen`);
    process.exitCode = 1;
}
