/** A provider that the configuration describes: JSON, a form or a query, and a keyed hash or a secret as its proof. */
import { z } from 'zod';
import { setAside, statusElement } from '../core/element.ts';
import type { ProviderWords } from '../core/element.ts';
import { RelayError } from '../core/errors.ts';
import type { ParseContext, ParsedElement, ProviderAdapter, RawRequest } from '../core/ports.ts';
import {
    count,
    decimal,
    epochTime,
    fieldsOf,
    isObject,
    listed,
    parseJson,
    phoneNumber,
    queryOf,
    text,
    utcTime,
    Word,
} from '../core/reading.ts';
import { referencesIn } from '../core/references.ts';
import { verifyOf } from './customProof.ts';
import { sampleOf } from './customSample.ts';
import type { CustomProvider, FieldName } from './customSettings.ts';

/** What stands at a path, of the object's own fields only. */
function valueAt(object: unknown, path: readonly string[]): unknown {
    let value: unknown = object;
    for (const name of path) {
        if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
        value = (value as Readonly<Record<string, unknown>>)[name]; // it has the field, as was just seen
    }
    return value;
}

const TIMES: Readonly<Record<CustomProvider['timeFormat'], (value: unknown) => string | null>> = {
    iso: utcTime,
    epochSeconds: epochTime,
    epochMilliseconds: (value) => (/^\d{12,14}$/.test(String(value)) ? epochTime(Number(value) / 1_000) : null),
};

const Verdict = z.union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')]);

function elementsOf({ format, list }: CustomProvider, { url, body }: RawRequest): readonly unknown[] {
    if (format === 'query') return [fieldsOf(queryOf(url))];
    if (format === 'form') return [fieldsOf(body.toString('utf8'))];
    const parsed = parseJson(body);
    const found = list === undefined ? parsed : valueAt(parsed, list.split('.'));
    if (Array.isArray(found)) return found;
    if (list !== undefined) throw new RelayError('RELAY_UNREADABLE', 'the body has no list of reports at its place');
    if (!isObject(found)) throw new RelayError('RELAY_UNREADABLE', 'the body is neither a report nor a list of them');
    return [found];
}

/** Reads one report with the names that the configuration gives. */
function readerOf(provider: string, settings: CustomProvider) {
    const { channel, format, fields, statuses, engagements, codes, words, delivered, timeFormat } = settings;
    const { id, recipient, status, time } = fields;
    const providerWords: ProviderWords = {
        provider,
        statuses,
        codes: { codes, words },
        delivered,
        fields: { id, recipient, status, ...(time === undefined ? {} : { time }) },
    };
    return (raw: unknown, url: string, { receivedAt }: ParseContext): ParsedElement => {
        if (!isObject(raw)) return setAside('the element is no object', raw);
        const value = (name: FieldName): unknown => {
            const path = fields[name];
            return path === undefined ? undefined : valueAt(raw, format === 'json' ? path.split('.') : [path]);
        };
        const word = (name: FieldName): string | null => Word.nullish().catch(null).parse(value(name)) ?? null;
        const rawStatus = text(word('status'), 255);
        const engagement = rawStatus === null ? null : listed(engagements, rawStatus);
        return statusElement(
            providerWords,
            {
                id: word('id'),
                channel,
                recipient: channel === 'Email' ? text(value('recipient'), 255) : phoneNumber(word('recipient')),
                rawStatus,
                engagement,
                code: text(word('code'), 80),
                permanent: Verdict.nullish().catch(null).parse(value('permanent')) ?? null,
                occurredAt: TIMES[timeFormat](value('time')),
                eventId: text(word('eventId'), 255),
                sender: text(word('sender'), 255),
                carrier: text(word('carrier'), 255),
                country: text(word('country'), 80),
                segments: count(value('segments')),
                price: decimal(value('price')),
                priceCurrency: text(value('priceCurrency'), 3),
                ...referencesIn(url, value('reference')),
                receivedAt,
            },
            raw,
        );
    };
}

const BODY_LIMIT = 16 * 1024 * 1024; // some send lists

export function createCustomProvider(id: string, settings: CustomProvider): ProviderAdapter {
    const read = readerOf(id, settings);
    return {
        id,
        label: settings.label,
        methods: [settings.format === 'query' ? 'GET' : 'POST'],
        proof: settings.proof.kind === 'sharedSecret' ? 'shared secret' : 'signature',
        bodyLimit: BODY_LIMIT,
        retryDelayMs: settings.retryDelaySeconds * 1_000,
        statuses: settings.statuses,
        codes: settings,
        verify: verifyOf(settings),
        parse: (request, context) =>
            elementsOf(settings, request).map((element) => read(element, request.url, context)),
        sample: sampleOf(settings),
        answer: () => ({ status: settings.answer }),
    };
}
