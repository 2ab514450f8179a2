import EMAIL from '@salesforce/label/c.Delivery_Channel_Email';
import PUSH from '@salesforce/label/c.Delivery_Channel_Push';
import SMS from '@salesforce/label/c.Delivery_Channel_SMS';
import UNKNOWN from '@salesforce/label/c.Delivery_Channel_Unknown';
import VOICE from '@salesforce/label/c.Delivery_Channel_Voice';
import WHATSAPP from '@salesforce/label/c.Delivery_Channel_WhatsApp';

export interface ChannelWords {
    readonly name: string;
    readonly icon: string;
}

const WORDS: Readonly<Record<string, ChannelWords>> = {
    SMS: { name: SMS, icon: 'utility:sms' },
    WhatsApp: { name: WHATSAPP, icon: 'utility:chat' },
    Email: { name: EMAIL, icon: 'utility:email' },
    Push: { name: PUSH, icon: 'utility:notification' },
    Voice: { name: VOICE, icon: 'utility:call' },
};

/** Channels as the data has them. */
export const CHANNELS: readonly string[] = Object.keys(WORDS);

/** A channel that this release does not know is shown as it is. */
export const channelWords = (channel: string | null): ChannelWords =>
    WORDS[channel ?? ''] ?? { name: channel ?? UNKNOWN, icon: 'utility:question' };
