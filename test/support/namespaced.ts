/** The package as an org has it that installed it with a namespace: every custom object and field carries it. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Copy } from './projectCopy.ts';
import { ROOT, scratch } from './landed.ts';

const PACKAGE = 'force-app';
/** A part of an object of the package, or of a standard one: `objects/Contact/fields/SMS_Number__c.field-meta.xml`. */
const DECLARED = /objects\/(?:[^/]+\/fields\/)?(\w+?)__(c|e|mdt)[./]/;
/** `customMetadata/Dial_Plan.GB.md-meta.xml` leaves out what a reference ends with. */
const METADATA_RECORD = /(?<=customMetadata\/)(?=\w+\.)/;

export interface Namespace {
    readonly copy: Omit<Copy, 'edit'>;
    /** A text that speaks of objects and fields of the package, as a subscriber of it has to write it. */
    readonly named: (text: string) => string;
}

export async function copyWithNamespace(namespace: string): Promise<Namespace> {
    const entries = await readdir(path.join(ROOT, PACKAGE), { recursive: true, withFileTypes: true });
    const files = entries
        .filter((entry) => entry.isFile() && /\.(xml|email)$/.test(entry.name))
        .map(({ parentPath, name }) => path.relative(ROOT, path.join(parentPath, name)).split(path.sep).join('/'));
    const declared = new Set(files.flatMap((file) => DECLARED.exec(file)?.[1] ?? []));
    const mention = new RegExp(`(?<![\\w$])(?=(?:${[...declared].join('|')})__(?:c|r|e|mdt)(?!\\w))`, 'g');
    const named = (text: string): string => text.replaceAll(mention, `${namespace}__`);

    const { directory, remove } = await scratch();
    for (const file of files) {
        const target = path.join(directory, named(file).replace(METADATA_RECORD, `${namespace}__`));
        await mkdir(path.dirname(target), { recursive: true });
        await writeFile(target, named(await readFile(path.join(ROOT, file), 'utf8')));
    }
    const project = JSON.parse(await readFile(path.join(ROOT, 'sfdx-project.json'), 'utf8')) as object;
    await writeFile(path.join(directory, 'sfdx-project.json'), JSON.stringify(project));
    return { copy: { directory, remove }, named };
}
