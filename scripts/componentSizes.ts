/** How big the components are that people put on pages, with all that they use of the package. */
import { globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

export interface BundleSize {
    readonly name: string;
    readonly own: number;
    readonly all: number;
    readonly gzipped: number;
}

/** Of every exposed component of the folder, by name. */
export function bundleSizes(folder: string): BundleSize[] {
    const exposed = globSync(`${folder}/*/*.js-meta.xml`).filter((file) =>
        readFileSync(file, 'utf8').includes('<isExposed>true</isExposed>'),
    );
    return exposed
        .map((file) => path.basename(file, '.js-meta.xml'))
        .sort()
        .map((name) => {
            const all = [...withUsed(folder, name)].map((used) => content(folder, used)).join('\n');
            return {
                name,
                own: Buffer.byteLength(content(folder, name)),
                all: Buffer.byteLength(all),
                gzipped: gzipSync(all).length,
            };
        });
}

function withUsed(folder: string, name: string, found = new Set<string>()): Set<string> {
    if (found.has(name)) return found;
    found.add(name);
    const text = content(folder, name);
    const imported = [...text.matchAll(/(?:from|@import) 'c\/(\w+)'/g)].map(([, used = '']) => used);
    const placed = [...text.matchAll(/<c-([a-z-]+)/g)].map(([, tag = '']) =>
        tag.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
    );
    for (const used of [...imported, ...placed]) withUsed(folder, used, found);
    return found;
}

function content(folder: string, name: string): string {
    return globSync(`${folder}/${name}/*.{ts,html,css}`)
        .sort()
        .map((file) => {
            const text = readFileSync(file, 'utf8');
            return file.endsWith('.ts') ? stripTypeScriptTypes(text).replaceAll(/ {2,}/g, ' ') : text; // types leave blanks
        })
        .join('\n');
}
