/** Everything the local org reads from an sfdx project, read once at the start. */
import { resolve } from 'node:path';
import { readBundles } from './bundles.ts';
import { buildSchema } from './buildSchema.ts';
import { checkCustomSettings } from './customSettings.ts';
import { readCustomMetadataRecord } from './customMetadata.ts';
import { readEmailTemplate } from './emailTemplate.ts';
import { readEventChannels } from './eventChannels.ts';
import { checkNamedFields } from './namedFields.ts';
import { ProblemList } from './problems.ts';
import { packageDirectories, readMetadataFiles } from './projectFiles.ts';
import type { Bundle, BundleType } from './bundles.ts';
import type { CustomMetadataRecord } from './customMetadata.ts';
import type { EmailTemplate } from './emailTemplate.ts';
import type { EventChannel } from './eventChannels.ts';
import type { MetadataFile, MetadataKind } from './projectFiles.ts';
import type { Schema } from './types.ts';

export interface Label {
    readonly name: string;
    readonly value: string;
}

export interface ValidationRule {
    readonly object: string;
    readonly name: string;
    readonly path: string;
    readonly formula: string;
    readonly message: string;
    readonly displayField?: string;
}

export interface PackagedFile {
    readonly kind: MetadataKind;
    readonly file: MetadataFile;
}

/** A file by what it is called: `Level__c` of the object `Contact`. */
export interface FileName {
    readonly kind: MetadataKind;
    readonly fullName: string;
    readonly object?: string;
}

export interface ProjectChange {
    readonly files: readonly PackagedFile[];
    readonly bundles: readonly Bundle[];
    readonly removed: readonly FileName[];
    readonly removedBundles: readonly { readonly type: BundleType; readonly fullName: string }[];
}

export interface Project {
    readonly directory: string;
    /** Absolute. */
    readonly packageDirectories: readonly string[];
    readonly schema: Schema;
    readonly labels: ReadonlyMap<string, Label>;
    readonly validationRules: readonly ValidationRule[];
    readonly customMetadata: readonly CustomMetadataRecord[];
    readonly emailTemplates: readonly EmailTemplate[];
    readonly eventChannels: readonly EventChannel[];
    metadata(kind: MetadataKind): readonly MetadataFile[];
    readonly bundles: readonly Bundle[];
    /** The project without what is removed, and with these files added, or in place of those of the same name. Throws ProjectProblems. */
    with(change: ProjectChange): Project;
}

/** Throws ProjectProblems when something in it, or in the directories deployed beside it, cannot be taken. */
export function readProject(directory: string, beside: readonly string[] = []): Project {
    const problems = new ProblemList();
    const directories = [...packageDirectories(directory), ...beside.map((path) => resolve(path))];
    const files = readMetadataFiles(directory, directories, problems);
    return buildProject({ directory, directories, files, bundles: readBundles(directories) }, problems);
}

type Files = ReadonlyMap<MetadataKind, readonly MetadataFile[]>;

interface Sources {
    readonly directory: string;
    readonly directories: readonly string[];
    readonly files: Files;
    readonly bundles: readonly Bundle[];
    /** What the schema was before: objects keep their key prefixes. */
    readonly former?: Schema;
}

function buildProject(sources: Sources, problems: ProblemList): Project {
    const { directory, directories, files, bundles, former } = sources;
    const metadata = (kind: MetadataKind): readonly MetadataFile[] => files.get(kind) ?? [];
    const schema = buildSchema(files, problems, former);
    const customMetadata = metadata('customMetadata').flatMap((file) =>
        problems.attempt(() => readCustomMetadataRecord(file, schema)),
    );
    const emailTemplates = metadata('emailTemplates').flatMap((file) =>
        problems.attempt(() => readEmailTemplate(file, metadata('emailFolders'))),
    );
    const eventChannels = readEventChannels(metadata, schema, problems);
    checkNamedFields(metadata, schema, problems);
    checkCustomSettings([...metadata('validationRules'), ...metadata('recordTypes')], schema, problems);
    problems.throwIfAny();
    return {
        directory,
        packageDirectories: directories,
        schema,
        labels: readLabels(metadata('labels')),
        validationRules: metadata('validationRules').flatMap(readValidationRule),
        customMetadata,
        emailTemplates,
        eventChannels,
        metadata,
        bundles,
        with: (change) =>
            buildProject(
                {
                    ...{ directory, directories },
                    files: changedFiles(files, change),
                    bundles: changedBundles(bundles, change),
                    former: schema,
                },
                new ProblemList(),
            ),
    };
}

function changedFiles(files: Files, { files: added, removed }: ProjectChange): Files {
    const result = new Map(files);
    for (const name of removed) {
        result.set(
            name.kind,
            (result.get(name.kind) ?? []).filter((file) => !isNamed(file, name)),
        );
    }
    for (const { kind, file } of added) {
        const others = [...(result.get(kind) ?? [])];
        const at = others.findIndex((other) => isNamed(other, file));
        if (at < 0) others.push(file);
        else others[at] = file;
        result.set(kind, others);
    }
    return result;
}

export function isNamed(file: MetadataFile, { object, fullName }: Pick<FileName, 'object' | 'fullName'>): boolean {
    return file.object === object && file.fullName === fullName;
}

function changedBundles(bundles: readonly Bundle[], change: ProjectChange): Bundle[] {
    const gone = [...change.removedBundles, ...change.bundles];
    const kept = bundles.filter(
        (bundle) => !gone.some(({ type, fullName }) => type === bundle.type && fullName === bundle.fullName),
    );
    return [...kept, ...change.bundles];
}

function readLabels(files: readonly MetadataFile[]): Map<string, Label> {
    const labels = files.flatMap((file) => file.root.all('labels'));
    return new Map(
        labels.map((label) => {
            const name = label.value('fullName') ?? '';
            return [name, { name, value: label.value('value') ?? '' }];
        }),
    );
}

function readValidationRule(file: MetadataFile): ValidationRule[] {
    if (file.root.value('active') !== 'true') return [];
    const displayField = file.root.value('errorDisplayField');
    return [
        {
            object: file.object ?? '',
            name: file.fullName,
            path: file.path,
            formula: file.root.value('errorConditionFormula') ?? '',
            message: file.root.value('errorMessage') ?? '',
            ...(displayField === undefined ? {} : { displayField }),
        },
    ];
}
