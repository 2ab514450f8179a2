/** Every provider the relay knows. A new one is a file, its code table, its fixtures and a line here. */
import type { ProviderAdapter } from '../core/ports.ts';
import { amazonSes } from './amazon-ses.ts';
import { awsSms } from './aws-sms.ts';
import { azureCommunicationServices } from './azure-communication-services.ts';
import { bandwidth } from './bandwidth.ts';
import { bsr } from './bsr.ts';
import { clicksend } from './clicksend.ts';
import { createCustomProvider } from './custom.ts';
import type { CustomProvider } from './customSettings.ts';
import { infobip } from './infobip.ts';
import { jasmin } from './jasmin.ts';
import { kannel } from './kannel.ts';
import { mailgun } from './mailgun.ts';
import { messagebird } from './messagebird.ts';
import { onesignal } from './onesignal.ts';
import { plivo } from './plivo.ts';
import { postmark } from './postmark.ts';
import { sendgrid } from './sendgrid.ts';
import { sfmcEns } from './sfmc-ens.ts';
import { sinch } from './sinch.ts';
import { smsworks } from './smsworks.ts';
import { telnyx } from './telnyx.ts';
import { twilioVoice } from './twilio-voice.ts';
import { twilio } from './twilio.ts';
import { vonageMessages } from './vonage-messages.ts';
import { vonageSms } from './vonage-sms.ts';
import { whatsappCloud } from './whatsapp-cloud.ts';

export const PROVIDERS: readonly ProviderAdapter[] = [
    amazonSes,
    awsSms,
    azureCommunicationServices,
    bandwidth,
    bsr,
    clicksend,
    infobip,
    jasmin,
    kannel,
    mailgun,
    messagebird,
    onesignal,
    plivo,
    postmark,
    sendgrid,
    sfmcEns,
    sinch,
    smsworks,
    telnyx,
    twilioVoice,
    twilio,
    vonageMessages,
    vonageSms,
    whatsappCloud,
];

/** Those of a configuration beside the known ones. */
export type CustomProviders = Readonly<Record<string, CustomProvider>>;

/** All that a configuration can name. */
export function adaptersOf(custom: CustomProviders): readonly ProviderAdapter[] {
    return [...PROVIDERS, ...Object.entries(custom).map(([id, settings]) => createCustomProvider(id, settings))];
}

export function adapterOf(id: string, custom: CustomProviders): ProviderAdapter {
    const adapter = adaptersOf(custom).find((each) => each.id === id);
    if (adapter === undefined) throw new Error(`the configuration allows no provider ${id}`);
    return adapter;
}
