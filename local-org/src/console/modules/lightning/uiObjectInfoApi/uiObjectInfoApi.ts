/** Stand-in for lightning/uiObjectInfoApi: https://developer.salesforce.com/docs/platform/lwc/guide/reference-lightning-ui-api-object-info.html (2026-11-26) */
import { objectName, qualified, wireAdapter } from 'console/uiApi';
import type { FieldReference, ObjectReference } from '../../console/uiApi/uiApi.ts';

export const getObjectInfo = wireAdapter<{ objectApiName: ObjectReference }, unknown>(({ objectApiName }) =>
    objectApiName ? `/object-info/${objectName(objectApiName)}` : undefined,
);

export const getObjectInfos = wireAdapter<{ objectApiNames: readonly ObjectReference[] }, unknown>(
    ({ objectApiNames = [] }) =>
        objectApiNames.length > 0 ? `/object-info/batch/${objectApiNames.map(objectName).join(',')}` : undefined,
);

export const getPicklistValues = wireAdapter<{ recordTypeId: string; fieldApiName: FieldReference }, unknown>(
    ({ recordTypeId, fieldApiName }) => {
        if (!recordTypeId || !fieldApiName) return undefined;
        const [object, field] = qualified(fieldApiName).split('.');
        return `/object-info/${object}/picklist-values/${recordTypeId}/${field}`;
    },
);

export const getPicklistValuesByRecordType = wireAdapter<
    { objectApiName: ObjectReference; recordTypeId: string },
    unknown
>(({ objectApiName, recordTypeId }) =>
    objectApiName && recordTypeId
        ? `/object-info/${objectName(objectApiName)}/picklist-values/${recordTypeId}`
        : undefined,
);
