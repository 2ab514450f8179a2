/** Keeps built bundles by what they were built from, so that an unchanged project starts at once. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { version as esbuildVersion } from 'esbuild';
import lwc from 'lwc/rollup-plugin';
import { VERSION as rollupVersion } from 'rollup';
import { buildBundle, DIST } from './bundle.ts';
import type { Bundle, BundleInput } from './bundle.ts';

const require = createRequire(import.meta.url);
const CONSOLE = join(import.meta.dirname, '..');
const BUNDLES = join(DIST, 'bundles');

/** Enough for a few projects and branches; each is about half a megabyte. */
const KEPT_BUNDLES = 8;

/** `onBuild` is called when there is nothing to reuse. */
export async function cachedBundle(input: BundleInput, onBuild: () => void): Promise<Bundle> {
    const file = join(BUNDLES, `${bundleKey(input)}.json`);
    const kept = readKept(file);
    if (kept) return kept;
    onBuild();
    const bundle = await buildBundle(input);
    mkdirSync(BUNDLES, { recursive: true });
    const partial = `${file}.${process.pid}`;
    writeFileSync(partial, JSON.stringify([...bundle]));
    renameSync(partial, file); // whole or not at all, also when two local orgs build at once
    forgetOldest();
    return bundle;
}

function readKept(file: string): Bundle | undefined {
    try {
        return new Map(JSON.parse(readFileSync(file, 'utf8')) as [string, string][]); // as cachedBundle writes it
    } catch {
        return undefined; // not built yet, or just forgotten by another process
    }
}

function forgetOldest(): void {
    const files = readdirSync(BUNDLES).map((name) => join(BUNDLES, name));
    const age = new Map(files.map((file) => [file, statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0]));
    const oldest = files.sort((a, b) => (age.get(b) ?? 0) - (age.get(a) ?? 0)).slice(KEPT_BUNDLES);
    for (const file of oldest) rmSync(file, { force: true });
}

/** The same for the same input, another for any other. */
export function bundleKey({ bundleDirectories, icons, facts }: BundleInput): string {
    const hash = createHash('sha256');
    hash.update(JSON.stringify([[...facts.labels], translated(facts), [...icons].sort(), versions()]));
    for (const directory of [CONSOLE, ...bundleDirectories]) {
        for (const file of filesIn(directory)) hash.update(`\0${file}\0`).update(readFileSync(file));
    }
    return hash.digest('hex');
}

const translated = ({ translations }: BundleInput['facts']): unknown =>
    [...translations].map(([language, texts]) => [language, [...texts]]);

/** What npm's packages make of the sources depends on their versions. */
function versions(): string[] {
    const manifest = readFileSync(require.resolve('lightning-base-components/package.json'), 'utf8');
    return [String(lwc().version), rollupVersion, esbuildVersion, manifest];
}

function filesIn(directory: string): string[] {
    if (!existsSync(directory)) return [];
    return readdirSync(directory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.parentPath.includes('__tests__'))
        .map((entry) => join(entry.parentPath, entry.name))
        .sort();
}
