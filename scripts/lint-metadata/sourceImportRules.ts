/** What components import from the org: labels, objects and fields. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Problem } from './document.ts';
import type { PackageIndex } from './packageIndex.ts';

const IMPORT = /from '@salesforce\/(label\/c|schema)[./]([\w.]+)'/;

export function checkSourceImports(directory: string, index: PackageIndex): Problem[] {
    const folder = path.join(directory, 'main/default/lwc');
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !name.includes('__tests__'))
        .sort()
        .flatMap((name) => checkFile(path.join(folder, name), index));
}

function checkFile(file: string, index: PackageIndex): Problem[] {
    const lines = readFileSync(file, 'utf8').split('\n');
    return lines.flatMap((text, at) => {
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
