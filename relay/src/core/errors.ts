/** Every error the relay names, in one table: what a caller hears, whether trying again helps, what the operator does. */

interface ErrorFacts {
    /** The status a caller is answered with; null when no caller is waiting for an answer. */
    readonly http: number | null;
    /** Whether the same request may succeed later without anybody changing anything. */
    readonly retry: boolean;
    /** What a caller may read: nothing about our insides. */
    readonly answer: string;
    readonly operator: string;
}

export const ERRORS = {
    RELAY_BAD_SIGNATURE: {
        http: 401,
        retry: false,
        answer: 'The signature does not match.',
        operator:
            "Compare the source's secret with the provider's console and `publicUrl` with the address the provider calls; a stranger's request is refused rightly.",
    },
    RELAY_CALLER_REFUSED: {
        http: 403,
        retry: false,
        answer: 'This address may not call here.',
        operator:
            "If it is the provider: add its address to the source's `allowFrom`, and your HTTPS front to `listen.trustedProxies`; look whether the front sets the header of `frontHeader` (docs/operating.md).",
    },
    RELAY_CONFIG: {
        http: null,
        retry: false,
        answer: 'The configuration is not valid.',
        operator: 'Correct every listed setting and start again; docs/configuration.md names them all.',
    },
    RELAY_JOURNAL_UNAVAILABLE: {
        http: 503,
        retry: true,
        answer: 'The report could not be stored. Send it again.',
        operator: 'Free disk space or repair the data directory; the provider sends again what it was refused.',
    },
    RELAY_KEY_UNAVAILABLE: {
        http: 503,
        retry: true,
        answer: 'The key that proves the sender could not be fetched. Send it again.',
        operator:
            'Let the relay reach `sns.<region>.amazonaws.com` by HTTPS: it fetches the certificate there, and confirms the subscription. The provider sends again.',
    },
    RELAY_METHOD: {
        http: 405,
        retry: false,
        answer: 'This provider does not call with this method.',
        operator: "Set the webhook's method to one that the provider's page in docs/providers lists.",
    },
    RELAY_ORG_OVERLOADED: {
        http: 503,
        retry: true,
        answer: 'Too many requests for this org wait to be read. Send it again.',
        operator:
            'Nothing, if it passes: the other orgs are served. `landed status` names the org; if it stays so, look at what its sources send, or raise `limits.unreadRequests` where the disk has room.',
    },
    RELAY_OVERLOADED: {
        http: 503,
        retry: true,
        answer: 'Too many requests at once. Send it again.',
        operator: 'Nothing, if it passes; else look at the backlog in `/ready` and give the relay a faster disk.',
    },
    RELAY_PROVIDER_API: {
        http: null,
        retry: false,
        answer: "The provider's API did not take it.",
        operator:
            'Look at the status that the message names: 401 or 403 is the key, 404 the `--scope` or `--api-url`, 422 an address that the provider cannot reach; or register the webhook by hand (`landed webhooks show`).',
    },
    RELAY_STORE_REFUSED: {
        http: null,
        retry: false,
        answer: 'The store does not let the relay in.',
        operator:
            'Correct what the message names: user, password, database, permission or certificate (docs/operating.md); `landed doctor` tries it.',
    },
    RELAY_STORE_UNREACHABLE: {
        http: 503,
        retry: true,
        answer: 'The store cannot be reached. Send it again.',
        operator:
            'Bring PostgreSQL back, or correct its address: the relay goes on by itself, and providers send again what was refused meanwhile.',
    },
    RELAY_STORE_VERSION: {
        http: null,
        retry: false,
        answer: 'The store is of another version.',
        operator: 'Start the newer version of the relay again, or update PostgreSQL, as the message says.',
    },
    RELAY_TOO_LARGE: {
        http: 413,
        retry: false,
        answer: 'The body is too large.',
        operator: 'Let the provider send smaller batches; no documented report is near the limit.',
    },
    RELAY_UNKNOWN_SOURCE: {
        http: 404,
        retry: false,
        answer: 'No such source.',
        operator: "Compare the webhook's path with `sources` in the configuration: `/hooks/<provider>/<name>`.",
    },
    RELAY_UNREADABLE: {
        http: null,
        retry: false,
        answer: 'The body could not be read.',
        operator:
            'Look at it with `landed dead show`; it was authentic and is kept. After an update that can read it, `landed dead replay`.',
    },
} as const satisfies Record<string, ErrorFacts>;

export type RelayErrorCode = keyof typeof ERRORS;

export class RelayError extends Error {
    readonly code: RelayErrorCode;

    /** `message` is for the log; callers are answered with the table's text. */
    constructor(code: RelayErrorCode, message: string, options?: ErrorOptions) {
        super(message, options);
        this.name = 'RelayError';
        this.code = code;
    }

    get facts(): ErrorFacts {
        return ERRORS[this.code];
    }
}

/** Code and message of anything thrown, without its other properties: those may carry a request. */
export function describeError(error: unknown): { code: string; message: string } {
    if (!(error instanceof Error)) return { code: 'UNKNOWN', message: 'something that is not an error was thrown' };
    const code = 'code' in error ? error.code : 'errorCode' in error ? error.errorCode : error.name;
    return { code: String(code), message: error.message };
}
