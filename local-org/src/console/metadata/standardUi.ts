/** How standard objects look where the project's metadata says nothing: icons, columns and fields of a new org. */
import { z } from 'zod';
import defaults from './standardUi.json' with { type: 'json' };

const StandardUi = z.strictObject({
    icon: z.string(),
    highlights: z.array(z.string()),
    listColumns: z.array(z.string()),
    /** Section label, then the fields of its columns. */
    details: z.array(z.tuple([z.string(), z.array(z.string()), z.array(z.string())])),
});
export type StandardUi = z.infer<typeof StandardUi>;

const STANDARD_UI: Readonly<Record<string, StandardUi>> = z.record(z.string(), StandardUi).parse(defaults);

export const standardUi = (object: string): StandardUi | undefined => STANDARD_UI[object];

/**
 * List views name some standard fields in a way of their own, and so do the related lists of layouts:
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_listview.htm (checked 2026-11-21).
 */
const LIST_COLUMNS: Readonly<Record<string, string>> = {
    FULL_NAME: 'Name',
    NAME: 'Name',
    'ACCOUNT.NAME': 'AccountId',
    'CAMPAIGN.NAME': 'Name',
    'CAMPAIGN.STATUS': 'Status',
    'CAMPAIGN.CAMPAIGN_TYPE': 'Type',
    'CAMPAIGN.START_DATE': 'StartDate',
    'CAMPAIGN.END_DATE': 'EndDate',
    'CONTACT.TITLE': 'Title',
    'CONTACT.PHONE1': 'Phone',
    'CONTACT.PHONE2': 'Fax',
    'CONTACT.PHONE3': 'MobilePhone',
    'CONTACT.EMAIL': 'Email',
    'LEAD.COMPANY': 'Company',
    'LEAD.PHONE': 'Phone',
    'LEAD.MOBILE': 'MobilePhone',
    'LEAD.EMAIL': 'Email',
    'LEAD.STATUS': 'Status',
    'CORE.USERS.ALIAS': 'OwnerId',
    'OWNER.ALIAS': 'OwnerId',
    CREATED_DATE: 'CreatedDate',
    CREATEDBY_USER: 'CreatedById',
    LAST_UPDATE: 'LastModifiedDate',
    UPDATEDBY_USER: 'LastModifiedById',
};

/** The API name of a list column, which for custom fields is the name itself. */
export const columnField = (column: string): string => LIST_COLUMNS[column] ?? column;
