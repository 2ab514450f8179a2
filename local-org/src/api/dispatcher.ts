/** Finds the operation that a request inside another request means. */
import findMyWay from 'find-my-way';
import { ERRORS } from '../errors.ts';
import { checkHeaders } from './requestHeaders.ts';
import { errorBody } from '../platformError.ts';
import { asPlatformError } from './rows.ts';
import type { Answer, Call, Route, SubRequest } from './route.ts';

const MAX_PARAM = 16_384;
const METHODS = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const;

export class Dispatcher {
    readonly #routes = findMyWay({ maxParamLength: MAX_PARAM, ignoreTrailingSlash: true });

    /** Of the routes those below a version; paths not served are found too, and refused. */
    constructor(routes: readonly Route[], notServed: readonly string[]) {
        for (const path of notServed) {
            this.#routes.on([...METHODS], `/services/data/:version${path}`, () => undefined, null);
        }
        for (const route of routes) {
            if (route.path.startsWith('//')) continue;
            this.#routes.on(route.method, `/services/data/:version${route.path}`, () => undefined, route);
        }
    }

    /** What may be done with a path. */
    methodsOf(path: string): readonly string[] {
        return METHODS.filter((method) => this.#routes.find(method, path)?.store);
    }

    /** As if the request had been sent by itself: errors are answers too. */
    send(call: Call, request: SubRequest): Answer {
        try {
            return this.#handle(call, request);
        } catch (error) {
            const known = asPlatformError(error);
            if (!known) throw error;
            return { status: known.httpStatus, body: errorBody(known) };
        }
    }

    #handle(call: Call, { method, url, body, headers = {} }: SubRequest): Answer {
        const [path = '', search = ''] = url.split(/\?(.*)/s);
        const found = this.#routes.find(method as 'GET', path.replaceAll(/\/{2,}/g, '/')); // an unknown method finds nothing
        if (!found?.store) throw ERRORS.unsupported(`${method} ${path} inside another request`);
        const route = found.store as Route; // put there by the constructor
        const params = Object.fromEntries(Object.entries(found.params).map(([name, value]) => [name, value ?? '']));
        const lowered = Object.fromEntries(
            Object.entries(headers).map(([name, value]): [string, string] => [name.toLowerCase(), value]),
        );
        checkHeaders(lowered);
        const answer = route.handle({
            ...call,
            base: `/services/data/${params['version'] ?? ''}`,
            params,
            query: Object.fromEntries(new URLSearchParams(search)),
            headers: { ...call.headers, ...lowered },
            body,
        });
        if (answer instanceof Promise) throw ERRORS.unsupported(`${method} ${path} inside another request`);
        return answer;
    }
}
