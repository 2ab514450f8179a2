/* Written by scripts/gen-vague-codes.ts from the relay's tables of codes. */

export const VAGUE_CODES: Readonly<Record<string, readonly string[]>> = {
    'amazon-ses': ['Undetermined/Undetermined'],
    'azure-communication-services': ['5000', '5002', '9999'],
    bandwidth: ['4750', '5999', '9902', '9999'],
    clicksend: [
        'illegal subscriber',
        'network routing error',
        'rejected by the recipient network',
        'unidentified subscriber',
        'unknown failure',
    ],
    infobip: ['15016', '255', '633', '7018', '7052', '7280', '810'],
    jasmin: ['ESME_RSUBMITFAIL', 'ESME_RUNKNOWNERR', 'ESME_RX_P_APPN', 'ESME_RX_R_APPN'],
    kannel: ['ESME_RSUBMITFAIL', 'ESME_RUNKNOWNERR', 'ESME_RX_P_APPN', 'ESME_RX_R_APPN'],
    onesignal: ['suppressed', 'supressed'],
    plivo: ['1000'],
    postmark: ['Unknown'],
    sinch: ['349', '399'],
    smsworks: ['5004', '5009'],
    telnyx: ['40004', '40008'],
    twilio: ['30008', '63023'],
    'vonage-messages': ['1330'],
    'vonage-sms': ['1', '99'],
};
