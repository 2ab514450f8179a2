/**
 * Send Custom Notification.
 * https://developer.salesforce.com/docs/atlas.en-us.262.0.pushImplGuide.meta/pushImplGuide/actions_obj_custom_notification.htm
 * (2026-11-25); inputs that are not listed here are refused by name.
 */
import type { NotificationRequest } from '../port.ts';
import { asList, TEXT, TEXTS } from '../values.ts';
import { textOf } from './action.ts';
import type { Action, ActionInputs } from './action.ts';

export const CUSTOM_NOTIFICATION: Action = {
    inputs: {
        customNotifTypeId: TEXT,
        recipientIds: TEXTS,
        title: TEXT,
        body: TEXT,
        targetId: TEXT,
        targetPageRef: TEXT,
        senderId: TEXT,
    },
    perform: (calls, tx) => tx.sendNotifications(calls.map(toRequest)),
};

function toRequest(inputs: ActionInputs): NotificationRequest {
    return {
        typeId: textOf(inputs, 'customNotifTypeId'),
        recipientIds: asList(inputs['recipientIds'] ?? null).filter((id) => typeof id === 'string'),
        title: textOf(inputs, 'title'),
        body: textOf(inputs, 'body'),
        targetId: textOf(inputs, 'targetId'),
        targetPageRef: textOf(inputs, 'targetPageRef'),
        senderId: textOf(inputs, 'senderId'),
    };
}
