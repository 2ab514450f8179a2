/** The records of custom metadata types: `customMetadata/Type.Record.md-meta.xml`. */
import { UnsupportedMetadata } from './problems.ts';
import type { MetadataFile } from './projectFiles.ts';
import type { FieldSchema, FieldValue, Schema, StoredRecord } from './types.ts';

export interface CustomMetadataRecord {
    readonly type: string;
    /** Without an id and time stamps: the org gives them. */
    readonly values: StoredRecord;
}

export function readCustomMetadataRecord(file: MetadataFile, schema: Schema): CustomMetadataRecord {
    const [typeName, developerName] = file.fullName.split('.');
    const type = schema.object(`${typeName}__mdt`);
    if (!type || !developerName) throw new UnsupportedMetadata(file.path, `no custom metadata type ${typeName}`);
    const label = file.root.value('label') ?? developerName;
    const values: StoredRecord = {
        DeveloperName: developerName,
        MasterLabel: label,
        Label: label,
        Language: 'en_US',
        NamespacePrefix: null,
        QualifiedApiName: developerName,
    };
    for (const field of type.fields) if (field.custom) values[field.name] = field.type === 'Checkbox' ? false : null;
    for (const entry of file.root.all('values')) {
        const name = entry.value('field') ?? '';
        const field = type.field(name);
        if (!field) throw new UnsupportedMetadata(file.path, `${type.name} has no field ${name}`);
        values[field.name] = parseValue(field, entry.value('value'));
    }
    return { type: type.name, values };
}

function parseValue(field: FieldSchema, text: string | undefined): FieldValue {
    if (text === undefined || text === '') return field.type === 'Checkbox' ? false : null;
    if (field.type === 'Checkbox') return text === 'true';
    if (field.type === 'Number' || field.type === 'Percent' || field.type === 'Currency') return Number(text);
    if (field.type === 'DateTime') return `${new Date(text).toISOString().slice(0, 19)}.000Z`;
    return text;
}
