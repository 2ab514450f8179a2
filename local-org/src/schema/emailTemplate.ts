/**
 * Email templates as the Metadata API has them: the text in one file, the rest beside it.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_email.htm (2026-11-21)
 */
import { basename, dirname } from 'node:path';
import { UnsupportedMetadata } from './problems.ts';
import type { MetadataFile } from './projectFiles.ts';
import type { XmlElement } from './xml.ts';

export interface EmailTemplate {
    readonly developerName: string;
    readonly name: string;
    readonly folder: string;
    readonly description: string | null;
    readonly subject: string;
    readonly text: string;
    readonly html: string | null;
    readonly type: 'text' | 'custom';
    readonly isActive: boolean;
}

/** `{!Contact.Name}`, and `{{{Recipient.Name}}}` of Lightning templates. */
const MERGE_FIELD = /\{![^}]*\}|\{\{\{[^}]*\}\}\}/;
const READ: ReadonlySet<string> = new Set(
    'available description encodingKey fullName name style subject textOnly type uiType'.split(' '),
);

export function readEmailTemplate(file: MetadataFile, folders: readonly MetadataFile[]): EmailTemplate {
    const { root, path } = file;
    const unread = root.children.find((child) => !READ.has(child.name));
    if (unread) throw new UnsupportedMetadata(path, `the local org does not support ${unread.name} in email templates`);
    const type = typeOf(root, path);
    const content = file.content ?? '';
    const subject = root.value('subject') ?? '';
    const text = type === 'text' ? content : (root.value('textOnly') ?? '');
    const html = type === 'custom' ? content : null;
    const merge = MERGE_FIELD.exec(`${subject}\n${text}\n${html ?? ''}`);
    if (merge) throw new UnsupportedMetadata(path, `the local org does not merge ${merge[0]} into email templates`);
    const folder = basename(dirname(path));
    return {
        developerName: file.fullName,
        name: root.value('name') ?? file.fullName,
        folder: folders.find(({ fullName }) => fullName === folder)?.root.value('name') ?? folder,
        description: root.value('description') ?? null,
        ...{ subject, text, html, type },
        isActive: root.value('available') === 'true',
    };
}

function typeOf(root: XmlElement, path: string): EmailTemplate['type'] {
    const type = root.value('type');
    const style = root.value('style') ?? 'none';
    if (style !== 'none') throw new UnsupportedMetadata(path, `the local org does not support the style ${style}`);
    if (type === 'text' || type === 'custom') return type;
    throw new UnsupportedMetadata(path, `the local org does not support email templates of the type ${type ?? 'none'}`);
}
