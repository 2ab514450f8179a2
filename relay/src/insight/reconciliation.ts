/** Asks providers for messages that stay without a final status, politely; what they answer goes into the journal. */
import type { Logger } from 'pino';
import { z } from 'zod';
import type { NumberHash } from '../core/hashedNumbers.ts';
import type { ProviderAdapter, RawRequest } from '../core/ports.ts';
import { isObject } from '../core/reading.ts';
import { emptyTracker } from '../core/merge.ts';
import { asAnswered } from '../core/signature.ts';
import type { KnownMessage, Store } from '../core/store.ts';
import type { Timing } from '../core/timing.ts';
import { STATUSES } from '../core/vocabulary.ts';

interface Asked {
    readonly id: string;
    readonly recipient: string;
    isRecipient(number: string): boolean;
}

/** One source's way to ask its provider. */
export interface StatusSource {
    /** `<provider>/<name>`. */
    readonly source: string;
    readonly org: string;
    readonly adapter: Pick<ProviderAdapter, 'id' | 'parse'>;
    readonly perMinute: number;
    /** Where its org is told no numbers. */
    readonly numbers: NumberHash | null;
    urlOf(message: Asked): string;
    readonly authorization: string;
    callback(answer: Readonly<Record<string, unknown>>, path: string, message: Asked): RawRequest | null;
}

/** What is asked about: known to us, or only expected by somebody. */
export type Subject = Pick<KnownMessage, 'org' | 'messageKey' | 'tracker'>;
export type Answered = Exclude<keyof Tally, 'asked'>;

export interface ReconcilerOptions {
    readonly store: Pick<Store, 'messagesAfter' | 'append'>;
    readonly sources: readonly StatusSource[];
    readonly timing: Timing;
    readonly log: Pick<Logger, 'info' | 'warn'>;
    /** Each message without an end, asked about or not. */
    readonly onStuck?: (message: Subject) => void;
    /** `said`: the provider's own words. */
    readonly onAnswer?: (message: Subject, result: Answered, said: readonly string[]) => void;
}

export interface Range {
    /** Heard of before this: epoch milliseconds. Younger ones may still be told by themselves. */
    readonly before: number;
    /** And not before this: what is older the providers do not know any more. */
    readonly since: number;
    /** At most so many questions. */
    readonly limit: number;
    /** Ask, and change nothing. */
    readonly dryRun: boolean;
    /** Also these, of which no report has come. */
    readonly unheard?: readonly Pick<Subject, 'org' | 'messageKey'>[];
}

export interface Tally {
    asked: number;
    /** Something else than what was known; read by the relay like a callback. */
    news: number;
    unchanged: number;
    /** The provider knows no such message, or its answer says nothing of it. */
    unknown: number;
    /** No answer, after all attempts. */
    failed: number;
}

const STEP = 500;
const TIMEOUT_MS = 15_000;
const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 2_000;
const MOST_PAUSE_MS = 60_000;
const MINUTE_MS = 60_000;

type Answer =
    | { readonly kind: 'answered'; readonly body: Readonly<Record<string, unknown>> }
    | { readonly kind: 'unknown' }
    | { readonly kind: 'again'; readonly afterMs: number | null; readonly code: string }
    /** It will not talk to us: there is no use in asking more. */
    | { readonly kind: 'refused'; readonly code: string };

const Seconds = z.coerce.number().int().min(0).max(3_600);

async function ask({ urlOf, authorization }: StatusSource, message: Asked): Promise<Answer> {
    let response: Response;
    try {
        response = await fetch(urlOf(message), {
            headers: { authorization, accept: 'application/json' },
            redirect: 'manual',
            signal: AbortSignal.timeout(TIMEOUT_MS),
        });
    } catch (error) {
        return { kind: 'again', afterMs: null, code: error instanceof Error ? error.name : 'UNKNOWN' };
    }
    const { status } = response;
    const code = `HTTP_${status}`;
    if (status === 404 || status === 410) return { kind: 'unknown' };
    if (status === 429 || status >= 500) {
        const seconds = Seconds.safeParse(response.headers.get('retry-after') ?? undefined);
        return { kind: 'again', afterMs: seconds.success ? seconds.data * 1_000 : null, code };
    }
    if (!response.ok) return { kind: 'refused', code };
    const body: unknown = await response.json().catch(() => null); // a proxy's page says nothing of a message
    return isObject(body) ? { kind: 'answered', body } : { kind: 'unknown' };
}

/** Whether the end of it is still to come: also of one that counts as unconfirmed. */
function isStuck({ tracker }: KnownMessage, { before, since }: Range): boolean {
    const status = tracker.outcome?.value.status ?? null;
    const receivedAt = Date.parse(tracker.times.receivedAt?.value ?? '');
    const open = status !== null && STATUSES[status].rank <= STATUSES.Unconfirmed.rank;
    return open && receivedAt < before && receivedAt >= since;
}

const digitsOf = (number: string): string => number.replaceAll(/\D/g, '');
const isSameNumber = (one: string, other: string): boolean => other !== '' && digitsOf(one) === digitsOf(other);

export const providerOf = (messageKey: string): string => messageKey.slice(0, messageKey.indexOf(':'));

export function createReconciler({ store, sources, timing, log, onStuck, onAnswer }: ReconcilerOptions) {
    const sleep = (milliseconds: number): Promise<void> =>
        new Promise((resolve) => void timing.after(milliseconds, resolve));
    /** When each source may be asked next. */
    const free = new Map<string, number>();

    async function takeTurn({ source, perMinute }: StatusSource): Promise<void> {
        const now = timing.now();
        const at = Math.max(now, free.get(source) ?? 0);
        free.set(source, at + MINUTE_MS / perMinute);
        if (at > now) await sleep(at - now);
    }

    async function askPatiently(source: StatusSource, message: Asked): Promise<Answer> {
        let pause = FIRST_PAUSE_MS;
        for (let attempt = 1; ; attempt += 1) {
            await takeTurn(source);
            const answer = await ask(source, message);
            if (answer.kind !== 'again' || attempt === ATTEMPTS) return answer;
            await sleep(Math.min(answer.afterMs ?? pause, MOST_PAUSE_MS));
            pause *= 2;
        }
    }

    /** Puts what was answered into the journal, unless it says what is known. */
    async function take(
        source: StatusSource,
        message: Subject,
        callback: RawRequest,
        dryRun: boolean,
    ): Promise<{ readonly result: 'unknown' | 'unchanged' | 'news'; readonly said: readonly string[] }> {
        const receivedAt = timing.now();
        const request = asAnswered(callback);
        const elements = source.adapter.parse(request, { receivedAt: new Date(receivedAt).toISOString() });
        const reports = elements.flatMap((each) =>
            each.ok ? [source.numbers?.report(each.report) ?? each.report] : [],
        );
        const own = reports.filter(({ messageKey }) => messageKey === message.messageKey);
        const said = own.flatMap(({ rawStatus }) => rawStatus ?? []);
        if (own.length === 0) return { result: 'unknown', said };
        const known = message.tracker.outcome?.value.providerStatus;
        if (own.every(({ rawStatus }) => rawStatus === known)) return { result: 'unchanged', said };
        if (!dryRun) await store.append({ source: source.source, receivedAt, request });
        return { result: 'news', said };
    }

    async function settle(message: Subject, tally: Tally, refused: Set<string>, dryRun: boolean): Promise<void> {
        const provider = providerOf(message.messageKey);
        const [id, recipient] = [
            message.messageKey.slice(provider.length + 1),
            message.tracker.fields.recipient?.value ?? '',
        ];
        for (const source of sources) {
            if (source.org !== message.org || source.adapter.id !== provider || refused.has(source.source)) continue;
            tally.asked += 1;
            const isRecipient = (number: string): boolean =>
                source.numbers?.isSame(recipient, number) ?? isSameNumber(recipient, number);
            const asked = { id, recipient, isRecipient };
            const answer = await askPatiently(source, asked);
            if (answer.kind === 'refused' || answer.kind === 'again') {
                if (answer.kind === 'refused') refused.add(source.source);
                tally.failed += 1;
                onAnswer?.(message, 'failed', []);
                log.warn({ source: source.source, code: answer.code }, 'status.unanswered');
                continue;
            }
            const path = `/hooks/${source.source}`;
            const callback = answer.kind === 'unknown' ? null : source.callback(answer.body, path, asked);
            const { result, said } =
                callback === null
                    ? { result: 'unknown' as const, said: [] }
                    : await take(source, message, callback, dryRun);
            tally[result] += 1;
            onAnswer?.(message, result, said);
            if (result !== 'unknown') return; // of several accounts only one knows it
        }
    }

    return {
        /** Walks all messages once. */
        async reconcile(range: Range, onProgress: (walked: number) => void = () => undefined): Promise<Tally> {
            const tally: Tally = { asked: 0, news: 0, unchanged: 0, unknown: 0, failed: 0 };
            const refused = new Set<string>();
            let after = 0;
            for (;;) {
                const step = await store.messagesAfter(after, STEP);
                const last = step.at(-1);
                if (last === undefined) break;
                for (const message of step) {
                    if (!isStuck(message, range)) continue;
                    onStuck?.(message);
                    if (tally.asked < range.limit) await settle(message, tally, refused, range.dryRun);
                }
                after = last.id;
                onProgress(after);
            }
            for (const { org, messageKey } of range.unheard ?? []) {
                if (tally.asked >= range.limit) break;
                await settle({ org, messageKey, tracker: emptyTracker(messageKey) }, tally, refused, range.dryRun);
            }
            if (tally.asked > 0) log.info({ ...tally }, 'statuses.asked');
            return tally;
        },
    };
}
