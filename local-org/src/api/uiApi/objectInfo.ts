/** Objects and their picklists for user interfaces: https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_resources_object_info.htm (2026-11-26) */
import { ALL_RIGHTS } from '../../auth/rights.ts';
import { ERRORS } from '../../errors.ts';
import { isNumeric, isReference, isUpdateable, isWriteable } from '../../records/fieldRules.ts';
import { MASTER_RECORD_TYPE, picklistValues, recordTypesOf } from '../../records/recordTypes.ts';
import { normaliseId } from '../../records/ids.ts';
import { childRelationshipName } from '../../soql/paths.ts';
import { isSearchable } from '../../sosl/search.ts';
import { ok } from '../route.ts';
import { eTagOf } from './recordBody.ts';
import { uiRecordTypeInfos } from './recordTypes.ts';
import { resultOf } from './records.ts';
import { uiObject } from './target.ts';
import type { Org } from '../../org.ts';
import type { FieldSchema, FieldType, ObjectSchema, RecordTypeSchema, Schema } from '../../schema/types.ts';
import type { Call, Route } from '../route.ts';

const PATH = '/ui-api/object-info/:object';

export const uiObjectInfo: Route = {
    method: 'GET',
    path: PATH,
    summary: 'What an object is for a page: its fields, what the user may do',
    handle: ({ org, params }) => ok(objectInfo(org, uiObject(org.schema, params['object']))),
};

export const uiObjectInfos: Route = {
    method: 'GET',
    path: '/ui-api/object-info/batch/:objects',
    summary: 'The same for several objects, each with its own status',
    handle({ org, params }) {
        const results = (params['objects'] ?? '')
            .split(',')
            .map((name) => resultOf(() => objectInfo(org, uiObject(org.schema, name))));
        return ok({ results });
    },
};

export const uiPicklists: Route = {
    method: 'GET',
    path: `${PATH}/picklist-values/:recordType`,
    summary: 'The values of all picklists of an object, for a record type',
    handle(call) {
        const { object, type } = picklistTarget(call);
        const picklists = object.fields.filter(({ picklist }) => picklist);
        const picklistFieldValues = Object.fromEntries(
            picklists.map((field) => [field.name, picklistAnswer(call, object, field, type)]),
        );
        return ok({ eTag: eTagOf(picklistFieldValues), picklistFieldValues });
    },
};

export const uiPicklist: Route = {
    method: 'GET',
    path: `${PATH}/picklist-values/:recordType/:field`,
    summary: 'The values of one picklist, for a record type',
    handle(call) {
        const { object, type } = picklistTarget(call);
        const field = object.field(call.params['field'] ?? '');
        if (!field?.picklist) throw ERRORS.notFound();
        return ok(picklistAnswer(call, object, field, type));
    },
};

function picklistTarget({ org, params }: Call): { object: ObjectSchema; type: RecordTypeSchema | undefined } {
    const object = uiObject(org.schema, params['object']);
    const id = normaliseId(params['recordType'] ?? '');
    const found = recordTypesOf(org.records, object).find((row) => row.id === id);
    if (!found && id !== MASTER_RECORD_TYPE) throw ERRORS.notFound();
    return { object, type: found?.type };
}

/** https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_responses_picklist_values.htm */
function picklistAnswer(
    { base, params }: Call,
    object: ObjectSchema,
    field: FieldSchema,
    type: RecordTypeSchema | undefined,
): unknown {
    const shown = picklistValues(field, type).map(({ value, label, isDefault }) => ({
        isDefault,
        entry: { attributes: null, label, validFor: [], value },
    }));
    const content = {
        controllerValues: {},
        defaultValue: shown.find(({ isDefault }) => isDefault)?.entry ?? null,
        url: `${base}/ui-api/object-info/${object.name}/picklist-values/${params['recordType'] ?? ''}/${field.name}`,
        values: shown.map(({ entry }) => entry),
    };
    return { ...content, eTag: eTagOf(content) };
}

function objectInfo(org: Org, object: ObjectSchema): unknown {
    const rights = object.rights ?? ALL_RIGHTS;
    const types = uiRecordTypeInfos(org, object);
    const content = {
        apiName: object.name,
        associateEntityType: null,
        associateParentEntity: null,
        childRelationships: childRelationships(org.schema, object),
        compactLayoutable: true,
        createable: rights.create,
        custom: object.kind === 'custom',
        defaultRecordTypeId:
            types.find(({ defaultRecordTypeMapping }) => defaultRecordTypeMapping)?.recordTypeId ?? MASTER_RECORD_TYPE,
        deletable: rights.delete,
        dependentFields: {},
        feedEnabled: false, // there is no Chatter here
        fields: Object.fromEntries(object.fields.map((field) => [field.name, fieldInfo(org.schema, object, field)])),
        keyPrefix: object.keyPrefix,
        label: object.label,
        labelPlural: object.pluralLabel,
        layoutable: true,
        mruEnabled: true,
        nameFields: nameFields(object),
        queryable: true,
        recordTypeInfos: Object.fromEntries(types.map((type) => [type.recordTypeId, type])),
        searchable: isSearchable(object),
        searchLayoutable: isSearchable(object),
        themeInfo: null, // no icons are served to clients
        updateable: rights.edit,
    };
    return { ...content, eTag: eTagOf(content) };
}

function nameFields(object: ObjectSchema): string[] {
    return ['FirstName', 'LastName', object.nameField].filter((name) => object.field(name));
}

/** https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_responses_field.htm */
const DATA_TYPES: Readonly<Record<FieldType, string>> = {
    Id: 'Reference',
    Text: 'String',
    TextArea: 'TextArea',
    LongTextArea: 'TextArea',
    Html: 'TextArea',
    Email: 'Email',
    Phone: 'Phone',
    Url: 'Url',
    Number: 'Double',
    Currency: 'Currency',
    Percent: 'Percent',
    Checkbox: 'Boolean',
    Date: 'Date',
    DateTime: 'DateTime',
    Time: 'Time',
    Picklist: 'Picklist',
    MultiselectPicklist: 'MultiPicklist',
    Lookup: 'Reference',
    MasterDetail: 'Reference',
    MetadataRelationship: 'Reference',
    AutoNumber: 'String',
};
const EXTRA_TYPES: Partial<Record<FieldType, string>> = {
    TextArea: 'PlainTextArea',
    LongTextArea: 'PlainTextArea',
    Html: 'RichTextArea',
};
const UNSORTED: ReadonlySet<FieldType> = new Set(['LongTextArea', 'Html', 'MultiselectPicklist']);

function fieldInfo(schema: Schema, object: ObjectSchema, field: FieldSchema): unknown {
    const isPersonName = field.name === 'Name' && object.field('LastName') !== undefined;
    const isPartOfName = isPersonNamePart(object, field);
    const isLong = field.type === 'LongTextArea' || field.type === 'Html';
    return {
        apiName: field.name,
        calculated: field.formula !== undefined,
        compound: isPersonName,
        compoundComponentName: isPartOfName ? field.name : null,
        compoundFieldName: isPartOfName ? 'Name' : null,
        controllerName: null,
        controllingFields: [],
        createable: isWriteable(field),
        custom: field.custom,
        dataType: DATA_TYPES[field.type],
        externalId: field.externalId,
        extraTypeInfo: isPersonName ? 'PersonName' : (EXTRA_TYPES[field.type] ?? null),
        filterable: !isLong,
        filteredLookupInfo: null,
        highScaleNumber: false,
        htmlFormatted: field.type === 'Html',
        inlineHelpText: field.helpText ?? null,
        label: field.label,
        length: isReference(field) ? 18 : isNumeric(field) ? 0 : (field.length ?? 0),
        nameField: field.name === object.nameField,
        polymorphicForeignKey: field.referenceTo.length > 1,
        precision: field.precision ?? 0,
        reference: isReference(field),
        referenceTargetField: null,
        referenceToInfos: field.referenceTo.flatMap((name) => {
            const target = schema.object(name);
            return target ? [{ apiName: target.name, nameFields: nameFields(target) }] : [];
        }),
        relationshipName: field.relationshipName ?? null,
        required: field.required,
        scale: field.scale ?? 0,
        searchPrefilterable: false,
        sortable: !UNSORTED.has(field.type),
        unique: field.unique,
        updateable: isUpdateable(field),
    };
}

function isPersonNamePart(object: ObjectSchema, { name }: FieldSchema): boolean {
    return object.field('LastName') !== undefined && ['FirstName', 'LastName', 'Salutation'].includes(name);
}

function childRelationships(schema: Schema, parent: ObjectSchema): unknown[] {
    return schema.objects.flatMap((child) =>
        child.fields
            .filter((lookup) => lookup.referenceTo.includes(parent.name))
            .flatMap((lookup) => {
                const relationshipName = childRelationshipName(lookup);
                if (relationshipName === undefined) return [];
                return [
                    {
                        childObjectApiName: child.name,
                        fieldName: lookup.name,
                        junctionIdListNames: [],
                        junctionReferenceTo: [],
                        relationshipName,
                    },
                ];
            }),
    );
}
