/**
 * The codes that come often, in plain words; all others are told by class and status. Seen as excerpts, 2026-11-26:
 * https://www.infobip.com/docs/developer-resources/api-fundamentals/error-code-reference ·
 * https://docs.bird.com/api/channels-api/message-status-and-interactions/message-failure-sources/sms-platform-extended-error-codes ·
 * https://developers.telnyx.com/docs/messaging/messages/error-codes · https://www.twilio.com/docs/api/errors/30006 ·
 * https://developer.vonage.com/en/opt-out-assist/guides/messaging-opted-out-numbers (code 9). Every other meaning is the
 * one of the relay's code table for the provider (`relay/src/providers`), which names its documents in
 * `docs/providers/`.
 */
import BLOCKED from '@salesforce/label/c.Delivery_Reason_Blocked';
import CONTENT from '@salesforce/label/c.Delivery_Reason_Content';
import FILTERED from '@salesforce/label/c.Delivery_Reason_Filtered';
import FLOOD from '@salesforce/label/c.Delivery_Reason_Flood';
import LANDLINE from '@salesforce/label/c.Delivery_Reason_Landline';
import MAILBOX from '@salesforce/label/c.Delivery_Reason_Mailbox';
import NETWORK from '@salesforce/label/c.Delivery_Reason_Network';
import NO_FUNDS from '@salesforce/label/c.Delivery_Reason_No_Funds';
import NO_SUCH_NUMBER from '@salesforce/label/c.Delivery_Reason_No_Such_Number';
import NOT_ON_WHATSAPP from '@salesforce/label/c.Delivery_Reason_Not_On_WhatsApp';
import NOT_VALID from '@salesforce/label/c.Delivery_Reason_Not_Valid';
import OPTED_OUT from '@salesforce/label/c.Delivery_Reason_Opted_Out';
import OUT_OF_REACH from '@salesforce/label/c.Delivery_Reason_Out_Of_Reach';
import REPLY_NEEDED from '@salesforce/label/c.Delivery_Reason_Reply_Needed';
import UNREGISTERED from '@salesforce/label/c.Delivery_Reason_Unregistered';

/** GSM's own error numbers, which Infobip and MessageBird hand through. */
const gsm = (provider: string): readonly (readonly [string, string, string])[] => [
    [NO_SUCH_NUMBER, provider, '1'],
    [BLOCKED, provider, '9 11 12 13'],
    [OUT_OF_REACH, provider, '5 6 8 27 31'],
    [NETWORK, provider, '2 34 500 502'],
];

/** What it means, whose code, the codes. */
const MEANINGS: readonly (readonly [string, string, string])[] = [
    [NOT_VALID, 'twilio', '21211'],
    [OPTED_OUT, 'twilio', '21610'],
    [LANDLINE, 'twilio', '21614 30006'],
    [NETWORK, 'twilio', '30001 30017 30020 30021'],
    [NO_FUNDS, 'twilio', '30002'],
    [OUT_OF_REACH, 'twilio', '30003 30036'],
    [BLOCKED, 'twilio', '30004'],
    [NO_SUCH_NUMBER, 'twilio', '30005'],
    [FILTERED, 'twilio', '30007'],
    [UNREGISTERED, 'twilio', '30018 30024 30032 30033 30034 30035 30040 30041'],
    [FLOOD, 'twilio', '30022 30023 30027'],
    [CONTENT, 'twilio', '30019'],
    [FILTERED, 'bsr', 'SPAM'],
    [NO_SUCH_NUMBER, 'smsworks', '5001'],
    [OUT_OF_REACH, 'smsworks', '5006 5008 5013 5015 5034'],
    [OPTED_OUT, 'smsworks', '5010'],
    [BLOCKED, 'smsworks', '5011'],
    [FLOOD, 'smsworks', '5020'],
    ...gsm('infobip'),
    ...gsm('messagebird'),
    [OPTED_OUT, 'messagebird', '103'],
    [OUT_OF_REACH, 'vonage-sms', '2 7'],
    [NO_SUCH_NUMBER, 'vonage-sms', '3'],
    [BLOCKED, 'vonage-sms', '4 13 14'],
    [FILTERED, 'vonage-sms', '6'],
    [NETWORK, 'vonage-sms', '5 8'],
    [OPTED_OUT, 'vonage-sms', '9'],
    [UNREGISTERED, 'vonage-sms', '39 50 51 52'],
    [NETWORK, 'plivo', '20 90'],
    [FILTERED, 'plivo', '30'],
    [LANDLINE, 'plivo', '50'],
    [OUT_OF_REACH, 'plivo', '80'],
    [OPTED_OUT, 'plivo', '200'],
    [NOT_VALID, 'telnyx', '10002 40310'],
    [NO_FUNDS, 'telnyx', '20012 20013 20100'],
    [LANDLINE, 'telnyx', '40001'],
    [FILTERED, 'telnyx', '40002 40003 40015 40017'],
    [UNREGISTERED, 'telnyx', '40010 40150 40306'],
    [FLOOD, 'telnyx', '40011 40016 40018'],
    [OPTED_OUT, 'telnyx', '40300'],
    [NO_SUCH_NUMBER, 'bandwidth', '4404 4406 4720 4721'],
    [FILTERED, 'bandwidth', '4470 4770'],
    [OUT_OF_REACH, 'bandwidth', '4701 4702'],
    [NOT_ON_WHATSAPP, 'whatsapp-cloud', '131026'],
    [REPLY_NEEDED, 'whatsapp-cloud', '131047'],
    [FLOOD, 'whatsapp-cloud', '130429 131048 131056'],
    [OPTED_OUT, 'whatsapp-cloud', '131050'],
    [MAILBOX, 'sendgrid', 'bounce'],
];

/** `provider code` → what it means. */
export const REASON_BY_CODE: ReadonlyMap<string, string> = new Map(
    MEANINGS.flatMap(([reason, provider, codes]) =>
        codes.split(' ').map((code) => [`${provider} ${code}`, reason] as const),
    ),
);
