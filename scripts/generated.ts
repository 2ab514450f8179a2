/** How every generator writes: formatted, and with --check not at all. */
import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';

const CHECK = process.argv.includes('--check');

/** Writes the file, or with --check fails the process when it differs. */
export async function writeGenerated(path: string, text: string): Promise<void> {
    const wanted = await format(text, { ...(await resolveConfig(path)), filepath: path });
    const present = await readFile(path, 'utf8').catch(() => null);
    if (present === wanted) return;
    if (!CHECK) return writeFile(path, wanted);
    console.error(`${path} is not up to date: run npm run gen`);
    process.exitCode = 1;
}
