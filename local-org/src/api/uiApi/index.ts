export { uiObjectInfo, uiObjectInfos, uiPicklist, uiPicklists } from './objectInfo.ts';
export { createUiRecord, deleteUiRecord, getUiRecord, getUiRecords, updateUiRecord } from './records.ts';
