/** Everything the local org reads from an sfdx project, read once at the start. */
import { buildSchema } from './buildSchema.ts';
import { readCustomMetadataRecord } from './customMetadata.ts';
import { readEmailTemplate } from './emailTemplate.ts';
import { readEventChannels } from './eventChannels.ts';
import { ProblemList } from './problems.ts';
import { packageDirectories, readMetadataFiles } from './projectFiles.ts';
import type { CustomMetadataRecord } from './customMetadata.ts';
import type { PackagedFile } from '../metadata/package.ts';
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
    /** The project with these files added, or in place of those of the same name. Throws ProjectProblems. */
    with(files: readonly PackagedFile[]): Project;
}

/** Throws ProjectProblems when something in it cannot be taken. */
export function readProject(directory: string): Project {
    const problems = new ProblemList();
    const files = readMetadataFiles(directory, problems);
    return buildProject(directory, files, problems);
}

type Files = ReadonlyMap<MetadataKind, readonly MetadataFile[]>;

function buildProject(directory: string, files: Files, problems: ProblemList): Project {
    const metadata = (kind: MetadataKind): readonly MetadataFile[] => files.get(kind) ?? [];
    const schema = buildSchema(files, problems);
    const customMetadata = metadata('customMetadata').flatMap((file) =>
        problems.attempt(() => readCustomMetadataRecord(file, schema)),
    );
    const emailTemplates = metadata('emailTemplates').flatMap((file) =>
        problems.attempt(() => readEmailTemplate(file, metadata('emailFolders'))),
    );
    const eventChannels = readEventChannels(metadata, schema, problems);
    problems.throwIfAny();
    return {
        directory,
        packageDirectories: packageDirectories(directory),
        schema,
        labels: readLabels(metadata('labels')),
        validationRules: metadata('validationRules').flatMap(readValidationRule),
        customMetadata,
        emailTemplates,
        eventChannels,
        metadata,
        with: (added) => buildProject(directory, merged(files, added), new ProblemList()),
    };
}

/** What is replaced keeps its place: the key prefixes of objects depend on it. */
function merged(files: Files, added: readonly PackagedFile[]): Files {
    const result = new Map(files);
    for (const { kind, file } of added) {
        const others = [...(result.get(kind) ?? [])];
        const at = others.findIndex(({ object, fullName }) => object === file.object && fullName === file.fullName);
        if (at < 0) others.push(file);
        else others[at] = file;
        result.set(kind, others);
    }
    return result;
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
