/** Temporary copies of the project's sources, to be damaged on purpose: what a test must notice when it is missing. */
import { cp, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT, scratch } from './landed.ts';

export interface Copy {
    readonly directory: string;
    /** Changes one file; throws when the change changes nothing, so that an ablation cannot become a no-op unseen. */
    edit(file: string, change: (text: string) => string): Promise<void>;
    remove(): Promise<void>;
}

async function copyOf(...parts: readonly string[]): Promise<Copy> {
    const { directory, remove } = await scratch();
    for (const part of parts) await cp(path.join(ROOT, part), path.join(directory, part), { recursive: true });
    const edit = async (file: string, change: (text: string) => string): Promise<void> => {
        const full = path.join(directory, file);
        const before = await readFile(full, 'utf8');
        const after = change(before);
        if (after === before) throw new Error(`${file} has nothing of what the test wants to change`);
        await writeFile(full, after);
    };
    return { directory, edit, remove };
}

export const FLOWS = 'force-app/main/default/flows';
export const flowFile = (name: string): string => `${FLOWS}/${name}.flow-meta.xml`;

export const copyPackage = (): Promise<Copy> => copyOf('sfdx-project.json', 'force-app');

/** The relay's sources with the project's own dependencies. */
export async function copyRelay(): Promise<Copy> {
    const copy = await copyOf('relay/src', 'relay/package.json');
    await symlink(path.join(ROOT, 'node_modules'), path.join(copy.directory, 'node_modules'));
    return copy;
}

export const deactivate = (copy: Copy, flow: string): Promise<void> =>
    copy.edit(flowFile(flow), (xml) => xml.replace('<status>Active</status>', '<status>Draft</status>'));

/** Switches a flow off, or on again, as an admin would: by its record of custom metadata. */
export const turn = (copy: Copy, flow: string, on: boolean): Promise<void> =>
    copy.edit(`force-app/main/default/customMetadata/Automation_Switch.${flow}.md-meta.xml`, (xml) =>
        xml.replace(`>${String(!on)}</value>`, `>${String(on)}</value>`),
    );

const xmlTexts = /(?<=>)[^<]+(?=<)/g;
/** Not the inputs of an action: those are the platform's names. */
const declaredNames = /(?<!<inputParameters>\s*)<name>([A-Za-z]\w*)<\/name>/g;

/** Where a flow speaks of what a subflow of its gave it, once its own names are changed. */
function outputsOfSubflows(xml: string): RegExp {
    const names = [...xml.matchAll(/<subflows>(?:\s*<description>[^<]*<\/description>)?\s*<name>(\w+)</g)].map(
        ([, name]) => name,
    );
    return new RegExp(`(?<=\\bOther_(${names.join('|')})\\.)(?=\\w)`, 'g');
}

/** Gives every flow, element and variable of the package another name, wherever it is mentioned in its flow. */
export async function renameFlows(copy: Copy): Promise<number> {
    const directory = path.join(copy.directory, FLOWS);
    let renamed = 0;
    for (const file of await readdir(directory)) {
        const xml = await readFile(path.join(directory, file), 'utf8');
        const names = new Set([...xml.matchAll(declaredNames)].map(([, name]) => name ?? ''));
        renamed += names.size;
        const mention = new RegExp(`(?<![\\w.$])(${[...names].join('|')})(?!\\w)`, 'g');
        const after = xml
            .replaceAll(xmlTexts, (text) => text.replaceAll(mention, 'Other_$1'))
            .replaceAll(/(?<=<flowName>)/g, 'Other_')
            .replaceAll(outputsOfSubflows(xml), 'Other_');
        await writeFile(path.join(directory, file), after);
        await rename(path.join(directory, file), path.join(directory, `Other_${file}`));
    }
    return renamed;
}
