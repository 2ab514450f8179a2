/**
 * An email as asked for, checked and put together.
 * https://developer.salesforce.com/docs/atlas.en-us.262.0.api_action.meta/api_action/actions_obj_email_simple.htm and
 * https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_elements_actions_sendemail.htm (2026-11-21).
 * A contact's HasOptedOutOfEmail does not stop the action: whoever builds the flow has to ask.
 */
import { toDateTime } from '../clock.ts';
import { ERRORS } from '../errors.ts';
import { isEmailAddress } from '../records/fieldRules.ts';
import type { EmailRequest } from '../flow/port.ts';
import type { OrgRecords } from '../records/orgRecords.ts';
import type { StoredRecord } from '../schema/types.ts';
import type { Email } from './outbox.ts';

const MOST_RECIPIENTS = 5;
const RECIPIENT_OBJECTS: ReadonlySet<string> = new Set(['Contact', 'Lead', 'User']);

/** Throws the platform's error when it cannot be sent. */
export function composeEmail(records: OrgRecords, request: EmailRequest, now: number): Email {
    const recipient = request.recipientId === null ? undefined : findRecipient(records, request.recipientId);
    const to = [...request.addresses, ...(recipient ? [recipient.address] : [])];
    if (to.length === 0) throw ERRORS.noEmailRecipient();
    if (to.length > MOST_RECIPIENTS) throw ERRORS.tooManyEmailRecipients(MOST_RECIPIENTS);
    const wrong = to.find((address) => !isEmailAddress(address));
    if (wrong !== undefined) throw ERRORS.badEmailRecipient(wrong);
    if (request.isLogged && request.recipientId === null && request.relatedRecordId === null)
        throw ERRORS.actionInputMissing('recipientId or relatedRecordId, to log the email');
    if (request.relatedRecordId !== null && !records.rowOf(request.relatedRecordId))
        throw ERRORS.actionRecordMissing('relatedRecordId', request.relatedRecordId);
    return {
        sentAt: toDateTime(now),
        to,
        recipientId: recipient?.id ?? null,
        relatedRecordId: request.relatedRecordId,
        sender: findSender(records, request),
        ...contentOf(records, request),
        allowance: request.templateId !== null || request.isLogged ? 'single' : 'workflow',
        externalAddresses: to.length - (recipient?.isUser ? 1 : 0),
    };
}

function findRecipient(records: OrgRecords, id: string): { id: string; address: string; isUser: boolean } {
    const object = records.objectOfId(id)?.name ?? '';
    const row = RECIPIENT_OBJECTS.has(object) ? records.rowOf(id) : undefined;
    if (!row) throw ERRORS.actionRecordMissing('recipientId', id);
    const address = row['Email'];
    if (typeof address !== 'string') throw ERRORS.recipientWithoutEmail(id);
    return { id: String(row['Id']), address, isUser: object === 'User' };
}

function findSender(records: OrgRecords, { senderType, senderAddress }: EmailRequest): string {
    switch (senderType) {
        case 'CurrentUser':
        case 'DefaultWorkflowUser': // the local org has one user
            return String(records.user.record['Email'] ?? '');
        case 'OrgWideEmailAddress': {
            if (senderAddress === null) throw ERRORS.actionInputMissing('senderAddress');
            const known = rows(records, 'OrgWideEmailAddress').some(
                (row) => String(row['Address']).toLowerCase() === senderAddress.toLowerCase(),
            );
            if (!known) throw ERRORS.unknownSender(senderAddress);
            return senderAddress;
        }
        default:
            throw ERRORS.unknownSenderType(senderType);
    }
}

function contentOf(
    records: OrgRecords,
    { templateId, subject, body, isRich, recipientId }: EmailRequest,
): Pick<Email, 'subject' | 'body' | 'isRich' | 'template'> {
    if (templateId === null) {
        if (subject === null) throw ERRORS.actionInputMissing('emailSubject');
        if (body === null) throw ERRORS.actionInputMissing('emailBody');
        return { subject, body, isRich, template: null };
    }
    const template = records.objectOfId(templateId)?.name === 'EmailTemplate' ? records.rowOf(templateId) : undefined;
    if (template?.['IsActive'] !== true) throw ERRORS.actionRecordMissing('emailTemplateId', templateId);
    if (recipientId === null) throw ERRORS.actionInputMissing('recipientId, to send a template');
    const html = template['HtmlValue'];
    return {
        subject: String(template['Subject'] ?? ''),
        body: String(html ?? template['Body'] ?? ''),
        isRich: html !== null,
        template: String(template['DeveloperName']),
    };
}

function rows(records: OrgRecords, name: string): StoredRecord[] {
    const object = records.schema.object(name);
    return object ? records.select({ object }) : [];
}

/** The completed task that logs an email: https://help.salesforce.com/s/articleView?id=platform.flow_ref_elements_actions_sendemail.htm */
export function logEntry(records: OrgRecords, email: Email): StoredRecord {
    const isPerson = records.objectOfId(email.recipientId ?? '')?.name !== 'User';
    return {
        Subject: `Email: ${email.subject}`.slice(0, 255),
        Description: email.body,
        TaskSubtype: 'Email',
        Status: 'Completed',
        ActivityDate: email.sentAt.slice(0, 10),
        WhoId: isPerson ? email.recipientId : null,
        // https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm: a lead's task has no WhatId
        WhatId: records.objectOfId(email.recipientId ?? '')?.name === 'Lead' ? null : email.relatedRecordId,
    };
}
