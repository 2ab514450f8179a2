/** `landed forget`: erases a person from all that the relay holds, and says what is left elsewhere. */
import { readConfig } from '../config.ts';
import type { Config } from '../config.ts';
import { numberHashesOf } from '../core/hashedNumbers.ts';
import type { Erased, JournalledRequest, KnownMessage, Store } from '../core/store.ts';
import { namingOf } from '../salesforce/namespace.ts';
import { isAboutMessage, isAboutRequest, personOf } from './people.ts';
import type { Person } from './people.ts';
import { startProgress } from './progress.ts';
import { systemTiming } from './serve.ts';
import { withStore } from './store.ts';
import type { Surroundings } from './surroundings.ts';
import { walk, workerSourcesOf } from './walk.ts';

export interface ForgetOptions {
    readonly config: string;
    readonly dryRun?: boolean;
    /** Also what has not reached the CRM yet. */
    readonly force?: boolean;
    /** Commander's way to say `--no-compact`. */
    readonly compact?: boolean;
    readonly json?: boolean;
}

/** Rows of one erasure: short enough that a running relay hardly waits. */
const STEP = 500;
/** Nothing failed, and something is left to do. */
const EXIT_INCOMPLETE = 3;

interface Found {
    readonly messages: KnownMessage[];
    readonly requestIds: number[];
}

async function find(store: Store, person: Person, config: Config, surroundings: Surroundings): Promise<Found> {
    const found: Found = { messages: [], requestIds: [] };
    const sources = workerSourcesOf(config);
    await walk(store.messagesAfter, (message) => {
        if (isAboutMessage(person, message)) found.messages.push(message);
    });
    const progress = startProgress(surroundings, 'Requests looked into', null);
    const look = (request: JournalledRequest): void => {
        if (isAboutRequest(person, request, sources)) found.requestIds.push(request.id);
    };
    await walk(store.requestsAfter, look, progress.update);
    progress.end();
    return found;
}

function stepsOf<T>(all: readonly T[]): (readonly T[])[] {
    return Array.from({ length: Math.ceil(all.length / STEP) }, (_, index) =>
        all.slice(index * STEP, (index + 1) * STEP),
    );
}

async function eraseAll(store: Store, { messages, requestIds }: Found, now: number): Promise<Erased> {
    let sum: Erased = { messages: 0, requests: 0, deadLetters: 0 };
    const add = (erased: Erased): void => {
        sum = {
            messages: sum.messages + erased.messages,
            requests: sum.requests + erased.requests,
            deadLetters: sum.deadLetters + erased.deadLetters,
        };
    };
    for (const ids of stepsOf(requestIds)) add(await store.erase({ messages: [], requestIds: ids, now }));
    for (const step of stepsOf(messages)) add(await store.erase({ messages: step, requestIds: [], now }));
    return sum;
}

interface Outcome extends Erased {
    readonly dryRun: boolean;
    /** Messages that were left because the CRM has not seen them yet. */
    readonly onTheirWay: number;
    /** Requests about the person that have not been read yet. */
    readonly unread: number;
    readonly compacted: boolean;
    /** Where else the person is, and how to look. */
    readonly elsewhere: readonly string[];
}

/** What stands for a number, by the key of each org that is told none. */
function hashesOf(number: string, { orgs }: Config): string[] {
    const numbers = numberHashesOf(orgs);
    const hashes = Object.keys(orgs).flatMap((org) => numbers(org)?.of(number) ?? []);
    return [...new Set(hashes)];
}

const isOnItsWay = ({ phase }: KnownMessage): boolean => phase !== 'idle' && phase !== 'dead';

/** The CRM is the org's own: nobody but its people decide what it keeps. */
function elsewhereOf({ address, hashes }: Person, { orgs }: Config): string[] {
    const value = address.replaceAll(/[\\']/g, '\\$&');
    const is =
        hashes.length === 0 ? `= '${value}'` : `IN (${[value, ...hashes].map((each) => `'${each}'`).join(', ')})`;
    const places = [
        `Message__c: SELECT Id FROM Message__c WHERE Recipient__c ${is} (delete; an admin may, the relay's user may not)`,
        `Contact and Lead: SELECT Id FROM Contact WHERE SMS_Number__c = '${value}' OR Email = '${value}'`,
        `Suppression__c: SELECT Id FROM Suppression__c WHERE Address__c ${is} (keep an opt-out: without it the person may be written to again)`,
    ];
    const namespaces = new Set(Object.values(orgs).map(({ namespace }) => namespace));
    return [
        ...[...namespaces].flatMap((namespace) => places.map(namingOf(namespace).soql)),
        "the provider's own logs, archives of `landed purge --archive`, backups of the data directory, and log files made by what stands in front of the relay",
    ];
}

function tell(outcome: Outcome): string {
    const { dryRun, messages, requests, deadLetters, onTheirWay, unread, compacted, elsewhere } = outcome;
    const lines = [
        `${dryRun ? 'Would erase' : 'Erased'} ${messages} messages, ${requests} requests, ${deadLetters} dead letters.`,
        ...(dryRun ? [] : ['A tombstone is left of each message; late reports are dropped. Totals are as before.']),
        ...(onTheirWay > 0
            ? [`${onTheirWay} messages are on their way to the CRM and were left: run it again, or with --force.`]
            : []),
        ...(unread > 0
            ? [`${unread} requests have not been read yet: run it again when \`/ready\` says unread 0.`]
            : []),
        ...(compacted || dryRun
            ? []
            : ['The files still hold it in free space: `landed purge --compact` writes them anew.']),
        'Not in the relay, and for you to see to:',
        ...elsewhere.map((place) => `  - ${place}`),
    ];
    return `${lines.join('\n')}\n`;
}

/** Resolves with the exit code: 0 when nothing is left in the relay, 3 when it has to be run again. */
export async function forget(asked: string, options: ForgetOptions, surroundings: Surroundings): Promise<number> {
    const config = readConfig(options.config, surroundings.env);
    const person = personOf(asked, (number) => hashesOf(number, config));
    const dryRun = options.dryRun === true;
    const outcome = await withStore(config, async (store): Promise<Outcome> => {
        const found = await find(store, person, config, surroundings);
        const unread = new Set(await store.unreadAmong(found.requestIds));
        const requestIds = found.requestIds.filter((id) => !unread.has(id));
        const messages = options.force === true ? found.messages : found.messages.filter((each) => !isOnItsWay(each));
        const erased = dryRun
            ? { messages: messages.length, requests: requestIds.length, deadLetters: 0 }
            : await eraseAll(store, { messages, requestIds }, systemTiming.now());
        const compacted = !dryRun && options.compact !== false;
        if (compacted) await store.compact();
        return {
            ...{ dryRun, ...erased, compacted, elsewhere: elsewhereOf(person, config) },
            onTheirWay: found.messages.length - messages.length,
            unread: unread.size,
        };
    });
    surroundings.stdout.write(options.json === true ? `${JSON.stringify(outcome)}\n` : tell(outcome));
    return outcome.onTheirWay + outcome.unread > 0 ? EXIT_INCOMPLETE : 0;
}
