/**
 * Where a sender has to be registered, and how sure that is. Nobody publishes one list that all agree on, so
 * senderRules.json keeps who says what, with the address at which it stood on the day it was read.
 */
import { z } from 'zod';
import type { Finding } from './anomalies.ts';
import table from './senderRules.json' with { type: 'json' };

const Word = z.enum(['required', 'recommended', 'not required']);
const Table = z.object({
    read: z.iso.date(),
    /** `law`: a page, be it a vendor's or a newspaper's, that cites the law or the register itself. */
    sources: z.record(z.string(), z.object({ kind: z.enum(['law', 'vendor']), url: z.url() })),
    rules: z.array(
        z.object({
            country: z.string().length(2),
            senderTypes: z.array(z.string()),
            says: z.record(z.string(), Word),
        }),
    ),
});
export type SenderRules = z.infer<typeof Table>;
export const SENDER_RULES: SenderRules = Table.parse(table);

/** `disputed`: another says that it is not. `none`: nobody says that it is required. */
export type Certainty = 'certain' | 'likely' | 'disputed' | 'none';

/** Two that say so, or the law, make it certain. */
export function certaintyOf(says: SenderRules['rules'][number]['says'], sources: SenderRules['sources']): Certainty {
    const [required, contrary] = (['required', 'not required'] as const).map((word) =>
        Object.keys(says).filter((source) => says[source] === word),
    ) as [string[], string[]]; // the cast holds: of two words
    if (required.some((source) => sources[source]?.kind === 'law')) return 'certain';
    if (required.length === 0) return 'none';
    if (contrary.length > 0) return 'disputed';
    return required.length > 1 ? 'certain' : 'likely';
}

/** By country and kind of sender, of those that raise an alert: what is disputed warns nobody. */
const ASKED: ReadonlyMap<string, Certainty> = new Map(
    SENDER_RULES.rules.flatMap(({ country, senderTypes, says }) => {
        const certainty = certaintyOf(says, SENDER_RULES.sources);
        const isAsked = certainty === 'certain' || certainty === 'likely';
        return isAsked ? senderTypes.map((type) => [`${country} ${type}`, certainty] as const) : [];
    }),
);
export const COUNTRIES_THAT_ASK: readonly string[] = [...new Set([...ASKED.keys()].map((key) => key.slice(0, 2)))];

/** A line of what the org answers: who has sent where, how often. */
const Line = z.object({
    Sender__c: z.string(),
    Sender_Type__c: z.string(),
    Country__c: z.string(),
    messages: z.number(),
});
type Line = z.infer<typeof Line>;

/** What an admin has noted. */
const Noted = z.object({ Sender__c: z.string(), Country__c: z.string().nullish(), State__c: z.string() });

/** Of more senders of one country it is one finding, not one each. */
const MOST_SENDERS = 5;
const placeOf = (sender: string, country: string): string =>
    `${sender.trim().toLowerCase()} ${country.trim().toUpperCase()}`;
const read = <T>(schema: z.ZodType<T>, rows: readonly unknown[]): T[] =>
    rows.flatMap((row) => schema.safeParse(row).data ?? []);

function findingOf(country: string, lines: readonly Line[], now: number): Finding {
    const observed = lines.reduce((sum, { messages }) => sum + messages, 0);
    const named = lines.slice(0, MOST_SENDERS).map(({ Sender__c: sender }) => sender);
    const rest = lines.length > named.length ? ` and ${lines.length - named.length} more` : '';
    const isCertain = lines.some(({ Sender_Type__c: type }) => ASKED.get(`${country} ${type}`) === 'certain');
    const sure = isCertain ? 'asks for a registration' : 'is said to ask for a registration';
    return {
        ...{ kind: 'Sender Not Registered', campaignId: '', provider: '', carrier: '', failureClass: '' },
        ...{ subject: lines.length > MOST_SENDERS ? `${country}: senders` : `${country}: ${named.join()}` },
        ...{ country, since: now, observed, expected: 0 },
        detail: `${country} ${sure} of such senders, and none is noted for ${named.join(', ')}${rest}: ${observed} text messages in a day.`,
    };
}

/** One finding a sender and country; one a country once there are many. */
export function unregisteredSenders(sent: readonly unknown[], notes: readonly unknown[], now: number): Finding[] {
    const done = read(Noted, notes).filter(({ State__c: state }) => state === 'Registered' || state === 'Pending');
    const noted = new Set(done.map(({ Sender__c: sender, Country__c: country }) => placeOf(sender, country ?? '')));
    const missing = read(Line, sent).filter(
        ({ Sender__c: sender, Sender_Type__c: type, Country__c: country }) =>
            ASKED.has(`${country} ${type}`) && ![country, ''].some((place) => noted.has(placeOf(sender, place))),
    );
    return [...Map.groupBy(missing, ({ Country__c: country }) => country)].flatMap(([country, lines]) => {
        const all = lines.toSorted((a, b) => b.messages - a.messages);
        return all.length > MOST_SENDERS
            ? [findingOf(country, all, now)]
            : all.map((line) => findingOf(country, [line], now));
    });
}
