/**
 * Custom notifications that flows send: checked, kept for those who look, delivered nowhere.
 * https://developer.salesforce.com/docs/atlas.en-us.262.0.pushImplGuide.meta/pushImplGuide/actions_obj_custom_notification.htm (2026-11-25)
 */
import { ACTION_ERRORS } from '../actionErrors.ts';
import { toDateTime } from '../clock.ts';
import { ERRORS } from '../errors.ts';
import type { NotificationRequest } from '../flow/port.ts';
import type { OrgRecords } from '../records/orgRecords.ts';
import type { StoredRecord } from '../schema/types.ts';

export interface Notification {
    readonly sentAt: string;
    /** Developer name of the custom notification type. */
    readonly type: string;
    readonly recipientIds: readonly string[];
    readonly title: string;
    readonly body: string;
    readonly targetId: string | null;
    readonly targetPageRef: string | null;
    readonly senderId: string | null;
}

const MOST_RECIPIENTS = 500;
const LONGEST_TITLE = 250;
const LONGEST_BODY = 750;

/** Throws the platform's error when it cannot be sent. */
export function composeNotification(records: OrgRecords, request: NotificationRequest, now: number): Notification {
    const { recipientIds, targetId, targetPageRef, senderId } = request;
    const type = required(
        rowOf(records, 'CustomNotificationType', request.typeId),
        'customNotifTypeId',
        request.typeId,
    );
    if (recipientIds.length === 0) throw ERRORS.actionInputMissing('recipientIds');
    if (recipientIds.length > MOST_RECIPIENTS) throw ACTION_ERRORS.tooManyRecipients(MOST_RECIPIENTS);
    for (const id of recipientIds) checkRecipient(records, id);
    if (targetId === null && targetPageRef === null) throw ERRORS.actionInputMissing('targetId or targetPageRef');
    if (targetId !== null && !records.rowOf(targetId)) throw ERRORS.actionRecordMissing('targetId', targetId);
    if (senderId !== null) required(rowOf(records, 'User', senderId), 'senderId', senderId);
    return {
        sentAt: toDateTime(now),
        type: String(type['DeveloperName']),
        recipientIds: [...new Set(recipientIds)],
        title: text('title', request.title, LONGEST_TITLE),
        body: text('body', request.body, LONGEST_BODY),
        ...{ targetId, targetPageRef, senderId },
    };
}

/** The platform also takes groups, queues and teams, which the local org does not have. */
function checkRecipient(records: OrgRecords, id: string): void {
    const object = records.objectOfId(id)?.name;
    if (object !== undefined && object !== 'User') throw ERRORS.unsupported(`a notification to a ${object}`);
    required(rowOf(records, 'User', id), 'recipientIds', id);
}

function text(input: string, value: string | null, longest: number): string {
    if (value === null) throw ERRORS.actionInputMissing(input);
    if (value.length > longest) throw ACTION_ERRORS.inputTooLong(input, longest);
    return value;
}

function rowOf(records: OrgRecords, object: string, id: string | null): StoredRecord | undefined {
    return id !== null && records.objectOfId(id)?.name === object ? records.rowOf(id) : undefined;
}

function required(row: StoredRecord | undefined, input: string, id: string | null): StoredRecord {
    if (id === null) throw ERRORS.actionInputMissing(input);
    if (!row) throw ERRORS.actionRecordMissing(input, id);
    return row;
}
