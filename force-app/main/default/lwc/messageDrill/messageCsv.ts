import type { Cell } from 'c/csvText';
import { providerName } from 'c/displayNames';
import { failureReason } from 'c/failureReason';
import type { FoundMessage } from 'c/messagePage';
import { LABELS } from './labels';

export const CSV_HEADER: readonly string[] = [
    LABELS.person,
    LABELS.recipient,
    LABELS.sender,
    LABELS.channel,
    LABELS.provider,
    LABELS.status,
    LABELS.when,
    LABELS.errorCode,
    LABELS.failureClass,
    LABELS.why,
    LABELS.country,
    LABELS.carrier,
    LABELS.segments,
    LABELS.price,
    LABELS.priceCurrency,
    LABELS.key,
];

export function csvLine(message: FoundMessage): Cell[] {
    return [
        message.person?.name ?? null,
        message.recipient,
        message.sender,
        message.channel,
        message.provider && providerName(message.provider),
        message.status,
        message.occurredAt,
        message.errorCode,
        message.failureClass,
        failureReason(message),
        message.country,
        message.carrier,
        message.segments,
        message.price,
        message.currency,
        message.key,
    ];
}
