/** What the server tells the page at start, and the one way the page calls the org. */
import type { ConsoleBootstrap } from '../../../bootstrap.ts';

let loading: Promise<ConsoleBootstrap> | undefined;

const CHOSEN_USER = 'local-org-user';

/** `?as=NAME` in the address makes this tab that user's until another is chosen; `?as=` makes it the administrator's. */
function chosenUser(): string {
    const given = new URLSearchParams(window.location.search).get('as');
    if (given !== null) sessionStorage.setItem(CHOSEN_USER, given);
    return sessionStorage.getItem(CHOSEN_USER) ?? '';
}

export function session(): Promise<ConsoleBootstrap> {
    const user = chosenUser();
    const query = user === '' ? '' : `?as=${encodeURIComponent(user)}`;
    loading ??= fetch(`/_console/bootstrap.json${query}`, { cache: 'no-store' }).then((response) => {
        if (!response.ok)
            throw new Error(`The local org answered ${response.status} when the page asked for its session.`);
        return response.json() as Promise<ConsoleBootstrap>; // written by the same release of the local org
    });
    return loading;
}

export interface ApiAnswer {
    readonly ok: boolean;
    readonly status: number;
    readonly body: unknown;
}

export interface ApiRequest {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly json?: unknown;
}

/**
 * Calls the org's API as a signed-in client does. `path` begins after `/services/data/vXX.X`. A local org that was
 * started again has another token: the page then asks for it once and goes on.
 */
export async function callApi(path: string, request: ApiRequest = {}): Promise<ApiAnswer> {
    const answer = await callOnce(path, request);
    if (answer.status !== 401) return answer;
    loading = undefined;
    return callOnce(path, request);
}

async function callOnce(path: string, init: ApiRequest): Promise<ApiAnswer> {
    const { accessToken, apiVersion } = await session();
    const response = await fetch(`/services/data/v${apiVersion}${path}`, {
        method: init.method ?? 'GET',
        headers: {
            authorization: `Bearer ${accessToken}`,
            ...(init.json === undefined ? {} : { 'content-type': 'application/json' }),
            ...init.headers,
        },
        cache: 'no-store',
        ...(init.json === undefined ? {} : { body: JSON.stringify(init.json) }),
    });
    const text = await response.text();
    return { ok: response.ok, status: response.status, body: text === '' ? undefined : parse(text) };
}

function parse(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return text; // a proxy's page, not the org's answer; the caller sees it whole
    }
}
