import { channelWords } from 'c/channelWords';
import { reasonNote, receiptNote, waitNote } from 'c/messageNotes';
import type { Message } from 'c/reachabilityVerdict';
import { LABELS } from './labels';

export interface MessageLine extends Message {
    readonly channelName: string;
    readonly channelIcon: string;
    /** Why it failed, who confirmed it, what the person did: one sentence each. */
    readonly notes: readonly string[];
}

export function messageLine(message: Message): MessageLine {
    const { name, icon } = channelWords(message.channel);
    return {
        ...message,
        channelName: name,
        channelIcon: icon,
        notes: notesOf(message),
    };
}

function notesOf(message: Message): string[] {
    return [
        reasonNote(message),
        receiptNote(message),
        waitNote(message),
        message.readAt ? LABELS.read : '',
        message.clickedAt ? LABELS.clicked : '',
        message.repliedAt ? LABELS.replied : '',
        message.complainedAt ? LABELS.complained : '',
        message.optedOutAt ? LABELS.optedOut : '',
        message.optedInAt ? LABELS.optedIn : '',
    ].filter((note) => note !== '');
}
