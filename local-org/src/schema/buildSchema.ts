/** Puts the standard catalogue and a project's objects and fields together into one Schema. */
import { SHARING_MODELS, STANDARD_SHARING } from '../auth/sharing.ts';
import { changedField, isCustomField, readCustomField, readNameField } from './customField.ts';
import { customSettingsOf, SETUP_OWNER } from './customSettings.ts';
import { historyOf } from './history.ts';
import { UnsupportedMetadata } from './problems.ts';
import { readRecordType, RECORD_TYPE_ID } from './recordTypes.ts';
import { STANDARD_OBJECTS } from './standardObjects.ts';
import { OWNER, systemFields } from './systemFields.ts';
import type { SharingModel } from '../auth/sharing.ts';
import type { ProblemList } from './problems.ts';
import type { MetadataFile, MetadataKind } from './projectFiles.ts';
import type { FieldSchema, ObjectKind, ObjectSchema, Schema } from './types.ts';

type Files = ReadonlyMap<MetadataKind, readonly MetadataFile[]>;
type ObjectParts = Omit<ObjectSchema, 'field' | 'parentRelationship'>;

const KIND_OF_SUFFIX: Readonly<Record<string, ObjectKind>> = { __c: 'custom', __e: 'event', __mdt: 'metadataType' };

/** First character of the key prefixes that the platform gives out for each kind; two digits of base 36 follow. */
const PREFIX_START: Readonly<Record<Exclude<ObjectKind, 'standard'>, string>> = {
    custom: 'a',
    event: 'e',
    metadataType: 'm',
};
const HISTORY_PREFIX_START = 'h';

/** Objects that were there before keep their key prefixes: the ids of their records begin with them. */
export function buildSchema(files: Files, problems: ProblemList, former?: Schema): Schema {
    const fieldFiles = files.get('fields') ?? [];
    const customFields = Map.groupBy(fieldFiles.filter(isCustomField), (file) => file.object ?? '');
    const ofPlatform = fieldFiles.filter((file) => !isCustomField(file));
    const withChanges = ({ name, fields }: Pick<ObjectParts, 'name' | 'fields'>): FieldSchema[] =>
        fields.map((field) => {
            const file = ofPlatform.find(({ object, fullName }) => object === name && fullName === field.name);
            const [changed = field] = file ? problems.attempt(() => changedField(file, field)) : [];
            return changed;
        });
    const takeFields = (object: string): FieldSchema[] => {
        const fields = (customFields.get(object) ?? []).flatMap((file) =>
            problems.attempt(() => readCustomField(file)),
        );
        customFields.delete(object);
        return fields;
    };
    const recordTypes = Map.groupBy(files.get('recordTypes') ?? [], (file) => file.object ?? '');
    const withRecordTypes = (parts: ObjectParts): ObjectParts => {
        const types = (recordTypes.get(parts.name) ?? []).flatMap((file) =>
            problems.attempt(() => readRecordType(file, parts.fields)),
        );
        recordTypes.delete(parts.name);
        if (types.length === 0) return parts;
        return { ...parts, fields: [...parts.fields, RECORD_TYPE_ID], recordTypes: types };
    };
    // https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm
    const withActivities = (files.get('objects') ?? [])
        .filter(({ root }) => root.value('enableActivities') === 'true')
        .map(({ fullName }) => fullName);
    const relatable = (field: FieldSchema): FieldSchema =>
        field.name === 'WhatId' ? { ...field, referenceTo: [...field.referenceTo, ...withActivities] } : field;
    const declared = new Map((files.get('objects') ?? []).map((file) => [file.fullName, file]));
    const standard = STANDARD_OBJECTS.map((object) =>
        objectSchema(
            withRecordTypes({
                ...object,
                kind: 'standard',
                ...problems
                    .attempt(() => sharingOf(declared.get(object.name), STANDARD_SHARING[object.name]))
                    .reduce((_, sharing) => sharing, {}),
                fields: [
                    ...systemFields('standard'),
                    ...withChanges(object).map(relatable),
                    ...takeFields(object.name),
                ],
            }),
        ),
    );
    const prefixes = new PrefixCounter(former);
    const projectObjects = (files.get('objects') ?? [])
        .filter((file) => !STANDARD_OBJECTS.some((object) => object.name === file.fullName))
        .flatMap((file) =>
            problems.attempt(() =>
                objectSchema(withRecordTypes(readObject(file, takeFields(file.fullName), prefixes))),
            ),
        );
    for (const [orphan] of [...customFields.values(), ...recordTypes.values()]) {
        problems.attempt(() => {
            if (orphan)
                throw new UnsupportedMetadata(orphan.path, `the local org has no object ${orphan.object ?? ''}`);
        });
    }
    const histories = [...standard, ...projectObjects].flatMap((object) => {
        const file = declared.get(object.name);
        const prefix = (name: string): string => prefixes.of(name, HISTORY_PREFIX_START);
        return file
            ? problems
                  .attempt(() => historyOf(object, file, prefix))
                  .flat()
                  .map(objectSchema)
            : [];
    });
    return schemaOf([...standard, ...projectObjects, ...histories]);
}

export function schemaOf(objects: readonly ObjectSchema[]): Schema {
    const byName = new Map(objects.map((object) => [object.name.toLowerCase(), object]));
    return { objects, object: (name) => byName.get(name.toLowerCase()) };
}

export function objectSchema(parts: ObjectParts): ObjectSchema {
    const fields = new Map(parts.fields.map((field) => [field.name.toLowerCase(), field]));
    const relationships = new Map(
        parts.fields.flatMap((field) =>
            field.relationshipName ? [[field.relationshipName.toLowerCase(), field]] : [],
        ),
    );
    return {
        ...parts,
        field: (name) => fields.get(name.toLowerCase()),
        parentRelationship: (name) => relationships.get(name.toLowerCase()),
    };
}

function readObject(file: MetadataFile, fields: readonly FieldSchema[], prefixes: PrefixCounter): ObjectParts {
    const kind = KIND_OF_SUFFIX[/__[a-z]+$/.exec(file.fullName)?.[0] ?? ''];
    if (!kind || kind === 'standard') {
        throw new UnsupportedMetadata(file.path, `the local org has no object ${file.fullName}`);
    }
    const root = file.root;
    const label = root.value('label') ?? file.fullName;
    const settings = customSettingsOf(file, fields);
    const isSetting = settings.customSettings !== undefined;
    const detail = fields.some((field) => field.type === 'MasterDetail');
    const holder = isSetting ? [SETUP_OWNER] : detail ? [] : [OWNER];
    const custom = kind === 'custom' ? [readNameField(file.path, root.child('nameField')), ...holder] : [];
    return {
        name: file.fullName,
        label,
        pluralLabel: root.value('pluralLabel') ?? label,
        kind,
        keyPrefix: prefixes.of(file.fullName, PREFIX_START[kind]),
        ...settings,
        ...(kind === 'custom' && !isSetting ? sharingOf(file, detail ? 'ControlledByParent' : 'ReadWrite') : {}),
        ...(kind === 'custom' ? { searchable: root.value('enableSearch') === 'true' } : {}),
        ...(kind === 'event' ? { publishBehavior: publishBehavior(file) } : {}),
        nameField: kind === 'custom' ? 'Name' : kind === 'event' ? 'EventUuid' : 'MasterLabel',
        fields: [...systemFields(kind), ...custom, ...fields],
    };
}

function sharingOf(
    file: MetadataFile | undefined,
    usual: SharingModel | undefined,
): Pick<ObjectSchema, 'sharingModel'> {
    const declared = file?.root.value('sharingModel');
    const sharingModel = declared === undefined ? usual : SHARING_MODELS.find((model) => model === declared);
    if (declared !== undefined && !sharingModel)
        throw new UnsupportedMetadata(file?.path ?? '', `sharingModel ${declared}`);
    return sharingModel ? { sharingModel } : {};
}

function publishBehavior(file: MetadataFile): 'PublishImmediately' | 'PublishAfterCommit' {
    const declared = file.root.value('publishBehavior') ?? 'PublishAfterCommit';
    if (declared === 'PublishImmediately' || declared === 'PublishAfterCommit') return declared;
    throw new UnsupportedMetadata(file.path, `publishBehavior ${declared}`);
}

class PrefixCounter {
    readonly #former: Schema | undefined;
    readonly #taken: Set<string>;

    constructor(former: Schema | undefined) {
        this.#former = former;
        this.#taken = new Set(former?.objects.map(({ keyPrefix }) => keyPrefix));
    }

    of(object: string, start: string): string {
        const known = this.#former?.object(object)?.keyPrefix;
        if (known !== undefined) return known;
        for (let count = 0; ; count += 1) {
            const prefix = start + count.toString(36).padStart(2, '0');
            if (this.#taken.has(prefix)) continue;
            this.#taken.add(prefix);
            return prefix;
        }
    }
}
