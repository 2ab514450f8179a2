/** Whether a deployment brings what is there already. */
import { readDocument, writeDocument } from '../schema/document.ts';
import { isNamed } from '../schema/project.ts';
import type { Project } from '../schema/project.ts';
import type { MetadataFile } from '../schema/projectFiles.ts';
import type { Component } from './package.ts';

export function isNew(before: Project, { files, bundle }: Component): boolean {
    if (bundle)
        return !before.bundles.some((other) => other.type === bundle.type && other.fullName === bundle.fullName);
    return files.every(({ kind, file }) => !before.metadata(kind).some((other) => isNamed(other, file)));
}

export function isSame(before: Project, { files, bundle }: Component): boolean {
    if (bundle) {
        const other = before.bundles.find(({ type, fullName }) => type === bundle.type && fullName === bundle.fullName);
        return (
            other?.files.size === bundle.files.size &&
            [...bundle.files].every(([path, content]) => Buffer.from(other.files.get(path) ?? []).equals(content))
        );
    }
    return files.every(({ kind, file }) => {
        const other = before.metadata(kind).find((candidate) => isNamed(candidate, file));
        return other !== undefined && (isCopy(other, file) || textOf(other) === textOf(file));
    });
}

const isCopy = (one: MetadataFile, other: MetadataFile): boolean =>
    one.xml === other.xml && one.content === other.content;

function textOf({ xml, content }: MetadataFile): string {
    const { root, parts } = readDocument(xml);
    const named = parts.filter(({ tag }) => tag !== 'fullName'); // in a file of its own the name may be left out
    return `${writeDocument(root, named)}\0${content ?? ''}`;
}
