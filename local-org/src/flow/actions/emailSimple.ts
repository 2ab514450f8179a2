/**
 * Send Email. https://developer.salesforce.com/docs/atlas.en-us.262.0.api_action.meta/api_action/actions_obj_email_simple.htm
 * (2026-11-21); inputs that are not listed here are refused by name.
 */
import type { EmailRequest } from '../port.ts';
import { asList, BOOLEAN, TEXT, TEXTS } from '../values.ts';
import { textOf } from './action.ts';
import type { Action, ActionInputs } from './action.ts';

export const EMAIL_SIMPLE: Action = {
    inputs: {
        emailAddresses: TEXT,
        emailAddressesArray: TEXTS,
        recipientId: TEXT,
        relatedRecordId: TEXT,
        emailTemplateId: TEXT,
        emailSubject: TEXT,
        emailBody: TEXT,
        sendRichBody: BOOLEAN,
        useLineBreaks: BOOLEAN,
        senderType: TEXT,
        senderAddress: TEXT,
        logEmailOnSend: BOOLEAN,
    },
    perform: (calls, tx) => tx.sendEmails(calls.map(toRequest)),
};

function toRequest(inputs: ActionInputs): EmailRequest {
    const text = (name: string): string | null => textOf(inputs, name);
    const isRich = inputs['sendRichBody'] === true;
    const body = text('emailBody');
    return {
        addresses: [...(text('emailAddresses')?.split(',') ?? []), ...asList(inputs['emailAddressesArray'] ?? null)]
            .map((address) => (typeof address === 'string' ? address.trim() : ''))
            .filter((address) => address !== ''),
        recipientId: text('recipientId'),
        relatedRecordId: text('relatedRecordId'),
        templateId: text('emailTemplateId'),
        subject: text('emailSubject'),
        body: isRich && inputs['useLineBreaks'] === true && body !== null ? body.replaceAll(/\r?\n/g, '<br>') : body,
        isRich,
        senderType: text('senderType') ?? 'CurrentUser',
        senderAddress: text('senderAddress'),
        isLogged: inputs['logEmailOnSend'] === true,
    };
}
