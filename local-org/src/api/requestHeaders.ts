/**
 * Request headers by which a client changes what a request does. Each is done, or without effect because what it steers
 * is not here, or refused by name: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers.htm
 * (2026-11-25).
 */
import { ERRORS } from '../errors.ts';
import type { IncomingHttpHeaders } from 'node:http';
import type { Answer, Call } from './route.ts';

interface KnownHeader {
    /** For the documentation. */
    readonly name: string;
    readonly effect: string;
    readonly isAllowed: (value: string) => boolean;
}

const BOOLEAN = /^(true|false)$/i;

/** `allowSave=true; runAsCurrentUser=false`, of these options only. */
function options(patterns: Readonly<Record<string, RegExp>>): (value: string) => boolean {
    return (value) =>
        value.split(/[;,]/).every((option) => {
            const [name = '', given = ''] = option.split('=').map((part) => part.trim());
            return patterns[name]?.test(given) ?? false;
        });
}

export const KNOWN_HEADERS: readonly KnownHeader[] = [
    {
        name: 'Sforce-Auto-Assign',
        effect: 'TRUE and FALSE come to the same, as there are no assignment rules; the id of a rule is refused',
        isAllowed: (value) => BOOLEAN.test(value),
    },
    {
        name: 'Sforce-Call-Options',
        effect: '`client` is a name for log files; `defaultNamespace` is refused',
        isAllowed: options({ client: /./ }),
    },
    {
        name: 'Sforce-Duplicate-Rule-Header',
        effect: 'without effect, as there are no duplicate rules',
        isAllowed: options({ allowSave: BOOLEAN, includeRecordDetails: BOOLEAN, runAsCurrentUser: BOOLEAN }),
    },
    {
        name: 'Sforce-Mru',
        effect: 'with `updateMru=false` a record is not noted as recent',
        isAllowed: options({ updateMru: BOOLEAN }),
    },
    {
        name: 'Sforce-Query-Options',
        effect: '`batchSize` from 200 to 2,000; what lies outside is moved to the nearer end',
        isAllowed: options({ batchSize: /^\d+$/ }),
    },
];

const KNOWN = new Map(KNOWN_HEADERS.map((header) => [header.name.toLowerCase(), header]));

/** Every other header that begins so is refused. */
const STEERING = /^(sforce-|x-sfdc-packageversion-)/;
/** Ignoring one of these would do what its sender wants not done, or send what he has already. */
export const REFUSED_CONDITIONS = ['If-Match', 'If-None-Match', 'If-Unmodified-Since', 'If-Range'] as const;
const CONDITIONS: ReadonlySet<string> = new Set(REFUSED_CONDITIONS.map((name) => name.toLowerCase()));

export function checkHeaders(headers: IncomingHttpHeaders): void {
    for (const [name, given] of Object.entries(headers)) {
        const known = KNOWN.get(name);
        const value = String(given);
        if (known && !known.isAllowed(value)) throw ERRORS.unsupported(`the header ${known.name}: ${value}`);
        if (!known && (STEERING.test(name) || CONDITIONS.has(name))) throw ERRORS.unsupported(`the header ${name}`);
    }
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_mru.htm: true unless said otherwise. */
export function updatesRecent({ headers }: Call): boolean {
    return !/updateMru\s*=\s*false/i.test(String(headers['sforce-mru'] ?? ''));
}

const SECOND = 1000;

/**
 * 304 without a body when nothing changed after `If-Modified-Since`; a date that cannot be read does not count, as in
 * HTTP. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/intro_rest_conditional_requests.htm
 */
export function unlessModified({ headers }: Call, changedAt: number, answer: () => Answer): Answer {
    const since = Date.parse(headers['if-modified-since'] ?? '');
    // The header has whole seconds.
    return Math.floor(changedAt / SECOND) * SECOND <= since ? { status: 304 } : answer();
}
