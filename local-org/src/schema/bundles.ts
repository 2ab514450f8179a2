/** Components that are several files, kept as they are: Lightning web components and static resources. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { zipSync } from 'fflate';

export type BundleType = 'LightningComponentBundle' | 'StaticResource';

export interface Bundle {
    readonly type: BundleType;
    readonly fullName: string;
    /** By the path that the Metadata API's zip files have: `lwc/deliveryStatus/deliveryStatus.js`. */
    readonly files: ReadonlyMap<string, Uint8Array>;
}

const META = '.resource-meta.xml';

/** What the package directories hold; of components only what the platform takes. */
export function readBundles(packageDirectories: readonly string[]): Bundle[] {
    return packageDirectories.flatMap((directory) => [
        ...foldersNamed(directory, 'lwc').flatMap(readComponents),
        ...foldersNamed(directory, 'staticresources').flatMap(readStaticResources),
    ]);
}

/** Every folder of that name, at any depth. */
export function foldersNamed(directory: string, name: string): string[] {
    return readdirSync(directory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isDirectory() && entry.name === name)
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((path) => !path.includes(`${sep}node_modules${sep}`));
}

function readComponents(folder: string): Bundle[] {
    return readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !entry.name.startsWith('__'))
        .map(({ name }) => ({
            type: 'LightningComponentBundle',
            fullName: name,
            files: new Map(
                filesBelow(join(folder, name))
                    .filter((path) => /\.(js|html|css|svg|xml)$/.test(path) && !path.startsWith('__'))
                    .map((path) => [`lwc/${name}/${path}`, readFileSync(join(folder, name, path))]),
            ),
        }));
}

function readStaticResources(folder: string): Bundle[] {
    const names = readdirSync(folder);
    return names
        .filter((name) => name.endsWith(META))
        .flatMap((meta) => {
            const fullName = meta.slice(0, -META.length);
            const content = names.find((name) => name !== meta && name.replace(/\.[^.]*$/, '') === fullName);
            if (content === undefined) return [];
            const base = `staticresources/${fullName}.resource`;
            const files = new Map<string, Uint8Array>([
                [base, contentOf(join(folder, content))],
                [`${base}-meta.xml`, readFileSync(join(folder, meta))],
            ]);
            return [{ type: 'StaticResource', fullName, files }];
        });
}

/** A folder beside the description stands for a zip file. */
function contentOf(path: string): Uint8Array {
    if (!statSync(path).isDirectory()) return readFileSync(path);
    const entries = filesBelow(path).map((file) => [file, new Uint8Array(readFileSync(join(path, file)))] as const);
    return zipSync(Object.fromEntries(entries));
}

function filesBelow(directory: string): string[] {
    return readdirSync(directory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(directory, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
        .toSorted();
}
