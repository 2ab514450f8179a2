import LOCALE from '@salesforce/i18n/locale';
import TIME_ZONE from '@salesforce/i18n/timeZone';
import type { GraphQLNode } from 'lightning/graphql';
import { channelWords } from 'c/channelWords';
import { countryName, providerName } from 'c/displayNames';
import { amount, flag, isHidden, text } from 'c/graphqlFields';
import { fillLabel } from 'c/labelText';
import { addressWords } from 'c/privateNumber';
import { LABELS } from './labels';

export interface Fact {
    readonly key: string;
    readonly name: string;
    readonly value: string;
}

const CONFIDENCE: Readonly<Record<string, string>> = {
    Handset: LABELS.byHandset,
    Carrier: LABELS.byCarrier,
    Platform: LABELS.byPlatform,
    None: LABELS.byNobody,
    Misleading: LABELS.byDoubt,
};

const CLASSES: Readonly<Record<string, string>> = {
    'Opted Out': LABELS.classOptedOut,
    Configuration: LABELS.classConfiguration,
    'Spam Filtered': LABELS.classSpamFiltered,
    Permanent: LABELS.classPermanent,
    Temporary: LABELS.classTemporary,
    Unknown: LABELS.classUnknown,
};

/** What the provider said, without what it did not say. */
export function factsOf(node: GraphQLNode): Fact[] {
    const segments = amount(node, 'segments');
    const facts: readonly (readonly [string, string, string | null])[] = [
        ['provider', LABELS.provider, named(providerName, text(node, 'provider'))],
        ['providerStatus', LABELS.providerStatus, text(node, 'providerStatus')],
        ['errorCode', LABELS.errorCode, text(node, 'errorCode')],
        ['failureClass', LABELS.failureClass, inWords(CLASSES, text(node, 'failureClass'))],
        ['confidence', LABELS.confidence, inWords(CONFIDENCE, text(node, 'confidence'))],
        ['recipient', LABELS.recipient, recipientOf(node)],
        ['sender', LABELS.sender, text(node, 'sender')],
        ['senderType', LABELS.senderType, text(node, 'senderType')],
        ['carrier', LABELS.carrier, text(node, 'carrier')],
        ['country', LABELS.country, named(countryName, text(node, 'country'))],
        ['segments', LABELS.segments, segments === null ? null : String(segments)],
        ['price', LABELS.price, price(amount(node, 'price'), text(node, 'currency'))],
        ['purpose', LABELS.purpose, text(node, 'purpose')],
        ['location', LABELS.location, text(node, 'location')],
        ['validUntil', LABELS.validUntil, dateAndTime(text(node, 'validUntil'))],
        ['messageKey', LABELS.messageKey, text(node, 'messageKey')],
    ];
    return facts.flatMap(([key, name, value]) => (value === null ? [] : [{ key, name, value }]));
}

/** What the reader may not see, in one sentence; empty when everything is shown. */
export function hiddenText(node: GraphQLNode): string {
    const noNumbers = isHidden(node, 'recipient') || isHidden(node, 'sender');
    const noHistory = isHidden(node, 'history');
    if (noNumbers && noHistory) return LABELS.hiddenBoth;
    if (noNumbers) return LABELS.hiddenNumbers;
    return noHistory ? LABELS.hiddenHistory : '';
}

/** Some codes that vendors flag as permanent pass by themselves; empty for all others. */
export function doubtText(node: GraphQLNode): string {
    const [needed, code] = [amount(node, 'evidence') ?? 1, text(node, 'errorCode')];
    if (text(node, 'failureClass') !== 'Permanent' || needed < 2 || code === null) return '';
    return fillLabel(LABELS.doubtfulCode, String(needed), text(node, 'provider') ?? '', code);
}

/** Where the message's other way to the person stands; empty when none was needed. */
export function fallbackText(node: GraphQLNode): string {
    const channel = channelWords(text(node, 'fallbackChannel')).name;
    const sentences: Readonly<Record<string, string>> = {
        Armed: fillLabel(LABELS.fallbackArmed, channel),
        Due: fillLabel(LABELS.fallbackDue, channel),
        Sent: fillLabel(LABELS.fallbackSent, channel),
        'Task Created': LABELS.fallbackTask,
        Postponed: LABELS.fallbackPostponed,
        Skipped: LABELS.fallbackSkipped,
        Failed: LABELS.fallbackFailed,
    };
    const sentence = sentences[text(node, 'fallbackStatus') ?? ''] ?? '';
    const late = flag(node, 'isLate') ? LABELS.late : '';
    return [sentence, text(node, 'fallbackNote') ?? '', late].filter((part) => part !== '').join(' ');
}

/** With the number of the person it belongs to where it is only known by a hash. */
function recipientOf(node: GraphQLNode): string | null {
    const recipient = text(node, 'recipient');
    const person = (node['contact'] ?? node['lead']) as { number?: { value?: unknown } } | null | undefined; // a parent, not a field
    const number = person?.number?.value;
    return recipient === null ? null : addressWords(recipient, typeof number === 'string' ? number : null);
}

function inWords(words: Readonly<Record<string, string>>, value: string | null): string | null {
    return value === null ? null : (words[value] ?? value);
}

function named(nameOf: (value: string) => string, value: string | null): string | null {
    return value === null ? null : nameOf(value);
}

function dateAndTime(value: string | null): string | null {
    if (value === null) return null;
    return new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short', timeZone: TIME_ZONE }).format(
        new Date(value),
    );
}

function price(value: number | null, currency: string | null): string | null {
    if (value === null) return null;
    const isCurrency = currency !== null && /^[A-Z]{3}$/.test(currency);
    const style = isCurrency ? ({ style: 'currency', currency } as const) : {};
    return new Intl.NumberFormat(LOCALE, { ...style, minimumFractionDigits: 2, maximumFractionDigits: 6 }).format(
        value,
    );
}
