/** The actions a flow may call, by their type. One that is not here is refused by name. */
import type { Action } from './action.ts';
import { CUSTOM_NOTIFICATION } from './customNotification.ts';
import { EMAIL_SIMPLE } from './emailSimple.ts';

export const ACTIONS: Readonly<Record<string, Action>> = {
    emailSimple: EMAIL_SIMPLE,
    customNotificationAction: CUSTOM_NOTIFICATION,
};
