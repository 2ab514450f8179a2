/**
 * The standard objects and fields that the package uses. A name that is not here is reported as unknown, so that using
 * one more is a decision.
 */
const SYSTEM = ['Id', 'Name', 'CreatedById', 'CreatedDate', 'LastModifiedById', 'LastModifiedDate', 'OwnerId'];

export const STANDARD_FIELDS: Readonly<Record<string, readonly string[]>> = {
    Account: SYSTEM,
    Campaign: [...SYSTEM, 'IsActive', 'Status', 'Type'],
    Case: [...SYSTEM, 'CaseNumber', 'ContactId', 'Description', 'OwnerId', 'Priority', 'Status', 'Subject'],
    Contact: [
        ...SYSTEM,
        'DoNotCall',
        'Email',
        'EmailBouncedDate',
        'FirstName',
        'HasOptedOutOfEmail',
        'LastName',
        'MailingCountry',
        'MobilePhone',
        'Phone',
    ],
    CampaignMember: [...SYSTEM, 'CampaignId', 'ContactId', 'HasResponded', 'LeadId', 'Status'],
    EmailTemplate: [...SYSTEM, 'DeveloperName', 'IsActive', 'Subject'],
    Lead: [
        ...SYSTEM,
        'Company',
        'ConvertedContactId',
        'Country',
        'DoNotCall',
        'Email',
        'EmailBouncedDate',
        'FirstName',
        'HasOptedOutOfEmail',
        'IsConverted',
        'LastName',
        'MobilePhone',
        'Phone',
    ],
    Opportunity: [...SYSTEM, 'Amount', 'CampaignId', 'CloseDate', 'ContactId', 'IsWon', 'StageName'],
    Task: [...SYSTEM, 'ActivityDate', 'Description', 'Priority', 'Status', 'Subject', 'WhatId', 'WhoId'],
    User: [...SYSTEM, 'Email', 'IsActive', 'Username'],
};

export const CUSTOM_OBJECT_FIELDS: readonly string[] = SYSTEM;
export const EVENT_FIELDS: readonly string[] = ['CreatedById', 'CreatedDate', 'EventUuid', 'ReplayId'];
export const METADATA_TYPE_FIELDS: readonly string[] = [
    'Id',
    'DeveloperName',
    'Label',
    'MasterLabel',
    'QualifiedApiName',
];
