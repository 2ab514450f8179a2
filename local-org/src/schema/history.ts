/**
 * The objects that keep the history of others:
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_associated_objects_history.htm
 * and https://help.salesforce.com/s/articleView?id=xcloud.tracking_field_history.htm (2026-11-26)
 */
import { UnsupportedMetadata } from './problems.ts';
import { historyFields } from './systemFields.ts';
import type { MetadataFile } from './projectFiles.ts';
import type { FieldSchema, ObjectSchema } from './types.ts';

type ObjectParts = Omit<ObjectSchema, 'field' | 'parentRelationship'>;

/** "You can select a combination of up to 20 standard and custom fields per object." */
const MOST_TRACKED = 20;
const UNTRACKED_TYPES: ReadonlySet<string> = new Set(['AutoNumber', 'Id']);

const keepsHistory = ({ root }: MetadataFile): boolean => root.value('enableHistory') === 'true';

/** The history of an object whose file asks for it, if the file is in order. */
export function historyOf(object: ObjectParts, file: MetadataFile, keyPrefix: (name: string) => string): ObjectParts[] {
    if (!keepsHistory(file)) return [];
    const tracked = object.fields.filter(({ tracksHistory }) => tracksHistory);
    if (tracked.length > MOST_TRACKED) {
        const names = tracked.map(({ name }) => name).join(', ');
        throw new UnsupportedMetadata(file.path, `more than ${MOST_TRACKED} fields track their history: ${names}`);
    }
    const name = historyName(object);
    return [
        {
            name,
            label: `${object.label} History`,
            pluralLabel: `${object.label} History`,
            kind: 'standard',
            keyPrefix: keyPrefix(name),
            historyOf: object.name,
            nameField: 'Id',
            fields: historyFields(object.name, object.kind === 'custom' ? 'Parent' : object.name),
            sharingModel: 'ControlledByParent',
        },
    ];
}

/** `Parcel__History`, `ContactHistory`. */
export function historyName({ name, kind }: Pick<ObjectSchema, 'name' | 'kind'>): string {
    return kind === 'custom' ? name.replace(/__c$/, '__History') : `${name}History`;
}

/** "You can't track formula, roll-up summary, or auto-number fields." */
export function isTrackable({ type, formula }: Pick<FieldSchema, 'type' | 'formula'>): boolean {
    return formula === undefined && !UNTRACKED_TYPES.has(type);
}
