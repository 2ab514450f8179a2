/** What the org says of its objects: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm */
import { ALL_RIGHTS } from '../../auth/rights.ts';
import { isNumeric, isReference, isUpdateable, isWriteable } from '../../records/fieldRules.ts';
import { childRelationshipName } from '../../soql/paths.ts';
import { isSearchable } from '../../sosl/search.ts';
import { recentItems } from '../recent/recentItems.ts';
import { recordTypeInfos } from '../recordTypeInfos.ts';
import { unlessModified } from '../requestHeaders.ts';
import { ok } from '../route.ts';
import { objectOf } from '../rows.ts';
import type { FieldSchema, FieldType, ObjectSchema, Schema } from '../../schema/types.ts';
import type { Route } from '../route.ts';

export const describeGlobal: Route = {
    method: 'GET',
    path: '/sobjects',
    summary: 'List the objects',
    handle(call) {
        const { org, base } = call;
        return unlessModified(call, org.deployedAt, () =>
            ok({
                encoding: 'UTF-8',
                maxBatchSize: 200,
                sobjects: org.schema.objects.map((object) => summaryOf(object, base)),
            }),
        );
    },
};

export const objectInfo: Route = {
    method: 'GET',
    path: '/sobjects/:object',
    summary: 'What an object is, without its fields',
    handle(call) {
        const object = objectOf(call.org.schema, call.params['object']);
        return ok({ objectDescribe: summaryOf(object, call.base), recentItems: recentItems(call, object) });
    },
};

export const describeObject: Route = {
    method: 'GET',
    path: '/sobjects/:object/describe',
    summary: 'Describe an object with its fields and child relationships',
    handle(call) {
        const { org, base, params } = call;
        const object = objectOf(org.schema, params['object']);
        return unlessModified(call, org.deployedAt, () =>
            ok({
                ...summaryOf(object, base),
                fields: object.fields.map((field) => describeField(object, field)),
                childRelationships: childRelationships(org.schema, object),
                recordTypeInfos: recordTypeInfos(org, object).map((info) => ({
                    ...info,
                    urls: { layout: `${base}/sobjects/${object.name}/describe/layouts/${info.recordTypeId}` },
                })),
            }),
        );
    },
};

function summaryOf(object: ObjectSchema, base: string): Record<string, unknown> {
    const isEvent = object.kind === 'event';
    const rights = object.rights ?? ALL_RIGHTS;
    const isData = (object.kind === 'standard' || object.kind === 'custom') && object.historyOf === undefined;
    const url = `${base}/sobjects/${object.name}`;
    return {
        name: object.name,
        label: object.label,
        labelPlural: object.pluralLabel,
        keyPrefix: object.keyPrefix,
        custom: object.kind !== 'standard',
        customSetting: object.customSettings !== undefined,
        createable: (isData || isEvent) && rights.create,
        updateable: isData && rights.edit,
        deletable: isData && rights.delete,
        queryable: !isEvent,
        retrieveable: !isEvent,
        searchable: isSearchable(object),
        urls: { sobject: url, describe: `${url}/describe`, rowTemplate: `${url}/{ID}` },
    };
}

const TYPES: Readonly<Record<FieldType, string>> = {
    Id: 'id',
    Text: 'string',
    TextArea: 'textarea',
    LongTextArea: 'textarea',
    Html: 'textarea',
    Email: 'email',
    Phone: 'phone',
    Url: 'url',
    Number: 'double',
    Currency: 'currency',
    Percent: 'percent',
    Checkbox: 'boolean',
    Date: 'date',
    DateTime: 'datetime',
    Time: 'time',
    Picklist: 'picklist',
    MultiselectPicklist: 'multipicklist',
    Lookup: 'reference',
    MasterDetail: 'reference',
    MetadataRelationship: 'reference',
    AutoNumber: 'string',
};
const SOAP_TYPES: Readonly<Record<string, string>> = {
    anyType: 'xsd:anyType',
    id: 'tns:ID',
    reference: 'tns:ID',
    double: 'xsd:double',
    currency: 'xsd:double',
    percent: 'xsd:double',
    boolean: 'xsd:boolean',
    date: 'xsd:date',
    datetime: 'xsd:dateTime',
    time: 'xsd:time',
};
const LONG: ReadonlySet<FieldType> = new Set(['LongTextArea', 'Html']);

function describeField(object: ObjectSchema, field: FieldSchema): Record<string, unknown> {
    const type = object.historyOf !== undefined && field.type === 'LongTextArea' ? 'anyType' : TYPES[field.type];
    const isLong = LONG.has(field.type);
    return {
        name: field.name,
        label: field.label,
        type,
        soapType: SOAP_TYPES[type] ?? 'xsd:string',
        length: isReference(field) ? 18 : isNumeric(field) ? 0 : (field.length ?? 0),
        precision: field.precision ?? 0,
        scale: field.scale ?? 0,
        custom: field.custom,
        nillable: !field.required && field.type !== 'Checkbox' && field.type !== 'Id',
        createable: isWriteable(field),
        updateable: isUpdateable(field),
        defaultedOnCreate: field.type === 'Checkbox' || field.defaultValue !== undefined || field.name === 'OwnerId',
        defaultValue: field.type === 'Checkbox' ? field.defaultValue === 'true' : null,
        defaultValueFormula: field.type === 'Checkbox' ? null : (field.defaultValue ?? null),
        calculated: field.formula !== undefined,
        calculatedFormula: field.formula ?? null,
        autoNumber: field.type === 'AutoNumber',
        unique: field.unique,
        externalId: field.externalId,
        idLookup: field.type === 'Id' || field.externalId,
        caseSensitive: field.caseSensitive,
        nameField: field.name === object.nameField,
        filterable: !isLong,
        sortable: !isLong && field.type !== 'MultiselectPicklist',
        referenceTo: field.referenceTo,
        relationshipName: field.relationshipName ?? null,
        restrictedPicklist: field.picklist?.restricted ?? false,
        picklistValues: (field.picklist?.values ?? []).map(({ value, label, isDefault }) => ({
            active: true,
            defaultValue: isDefault,
            label,
            validFor: null,
            value,
        })),
        inlineHelpText: field.helpText ?? null,
    };
}

function childRelationships(schema: Schema, parent: ObjectSchema): unknown[] {
    return schema.objects.flatMap((child) =>
        child.fields
            .filter((lookup) => lookup.referenceTo.includes(parent.name))
            .map((lookup) => ({
                childSObject: child.name,
                field: lookup.name,
                relationshipName: childRelationshipName(lookup) ?? null,
                cascadeDelete: lookup.deleteConstraint === 'Cascade',
                restrictedDelete: lookup.deleteConstraint === 'Restrict',
                deprecatedAndHidden: false,
            })),
    );
}
