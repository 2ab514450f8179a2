import { failureReason } from 'c/failureReason';
import { fillLabel } from 'c/labelText';
import type { Message } from 'c/reachabilityVerdict';
import { LABELS } from './labels';

export interface MessageLine extends Message {
    readonly channelName: string;
    readonly channelIcon: string;
    /** Why it failed, who confirmed it, what the person did: one sentence each. */
    readonly notes: readonly string[];
}

const CHANNEL_ICONS: Readonly<Record<string, string>> = {
    SMS: 'utility:sms',
    WhatsApp: 'utility:chat',
    Email: 'utility:email',
    Push: 'utility:notification',
    Voice: 'utility:call',
};

export function messageLine(message: Message): MessageLine {
    return {
        ...message,
        channelName: message.channel ?? LABELS.unknownChannel,
        channelIcon: CHANNEL_ICONS[message.channel ?? ''] ?? 'utility:question',
        notes: notesOf(message),
    };
}

function notesOf(message: Message): string[] {
    const { status, confidence, errorCode } = message;
    const reason = failureReason(message);
    const isWeakReceipt = status === 'Delivered' && (confidence === 'Carrier' || confidence === 'Platform');
    return [
        reason && errorCode ? `${reason} ${fillLabel(LABELS.code, errorCode)}` : reason,
        isWeakReceipt ? LABELS.byCarrier : '',
        message.readAt ? LABELS.read : '',
        message.clickedAt ? LABELS.clicked : '',
        message.repliedAt ? LABELS.replied : '',
        message.optedOutAt ? LABELS.optedOut : '',
    ].filter((note) => note !== '');
}
