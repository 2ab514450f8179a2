/** What components import from the org: labels, objects and fields. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Problem } from './document.ts';
import type { PackageIndex } from './packageIndex.ts';

const IMPORT = /from '@salesforce\/(label\/c|schema)[./]([\w.]+)'/;

/** Source files of the components by path, with their text. */
export type Sources = ReadonlyMap<string, string>;

export function readSources(directory: string): Sources {
    const folder = path.join(directory, 'main/default/lwc');
    if (!existsSync(folder)) return new Map();
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isSource).sort();
    return new Map(files.map((name) => [path.join(folder, name), readFileSync(path.join(folder, name), 'utf8')]));
}

export const isSource = (file: string): boolean => file.endsWith('.ts') && !file.includes('__tests__');

export function checkSourceImports(sources: Sources, index: PackageIndex): Problem[] {
    return [...sources].flatMap(([file, text]) => checkFile(file, text, index));
}

function checkFile(file: string, source: string, index: PackageIndex): Problem[] {
    return source.split('\n').flatMap((text, at) => {
        const [, kind, name = ''] = IMPORT.exec(text) ?? [];
        const message = kind === undefined ? undefined : unknownImport(kind, name, index);
        return message ? [{ path: file, line: at + 1, message }] : [];
    });
}

function unknownImport(kind: string, name: string, index: PackageIndex): string | undefined {
    if (kind !== 'schema') return index.labels.has(name) ? undefined : `unknown label ${name}`;
    const [object = '', field] = name.split('.');
    if (!index.hasObject(object)) return `unknown object ${object}`;
    return field === undefined || index.hasField(object, field) ? undefined : `unknown field ${name}`;
}
