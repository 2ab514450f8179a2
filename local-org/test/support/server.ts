/** A running local org of the small project, and a way to ask it. */
import { createLocalOrg } from '../../src/index.ts';
import { writeProject } from './project.ts';
import type { LocalOrg, LocalOrgOptions } from '../../src/index.ts';
import type { ProjectFiles } from './project.ts';

export interface Reply {
    readonly status: number;
    readonly headers: Headers;
    readonly body: unknown;
}

export interface RunningOrg extends LocalOrg {
    /** Below `/services/data/v67.0` unless the path begins with a slash pair. */
    ask(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>;
}

export async function startOrg(
    files: ProjectFiles = {},
    options: Omit<LocalOrgOptions, 'project'> = {},
): Promise<RunningOrg> {
    using project = writeProject(files);
    const org = await createLocalOrg({ ...options, project: project.directory });
    return {
        ...org,
        async ask(method, path, body, headers = {}) {
            const url = path.startsWith('//') ? org.url + path.slice(1) : `${org.url}/services/data/v67.0${path}`;
            const response = await fetch(url, {
                method,
                headers: {
                    authorization: `Bearer ${org.accessToken}`,
                    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
                    ...headers,
                },
                ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
            });
            const text = await response.text();
            return {
                status: response.status,
                headers: response.headers,
                body: text === '' ? undefined : isJson(response) ? JSON.parse(text) : text,
            };
        },
    };
}

/** Code and status of a refusal. */
export function refusalOf({ status, body }: Reply): string {
    const [error] = Array.isArray(body) ? (body as readonly { errorCode?: string }[]) : [];
    return `${status} ${error?.errorCode ?? 'no error'}`;
}

function isJson({ headers }: Response): boolean {
    return headers.get('content-type')?.includes('json') === true;
}
