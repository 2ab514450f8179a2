/** A table of requests that are refused, and the test of each row. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunningOrg } from './server.ts';

const DEVELOPER = 'https://developer.salesforce.com/docs/';
/** Which status a code comes with, and what a body is made of (2026-11-26). */
export const REST = `${DEVELOPER}platform/api-rest/guide/errorcodes.html`;
/** What each status code means (2026-11-26). */
export const CODES = `${DEVELOPER}atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm`;

export interface Refusal {
    readonly request: string;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
    readonly status: number;
    readonly answer: unknown;
    /** The page that has the code, or the status that it comes with; the words are the local org's table's. */
    readonly seen: string;
}

export const error = (errorCode: string, message: string, fields?: readonly string[]): unknown[] => [
    { message, errorCode, ...(fields ? { fields } : {}) },
];
/** An id that no record has. */
export const NOWHERE = 'a00LO0000000099AAA';
export const post = (request: string, body: unknown): Pick<Refusal, 'request' | 'body'> => ({
    request: `POST ${request}`,
    body,
});

/** `named` puts ids in place of what the rows call them. */
export function testRefusals(
    rows: readonly Refusal[],
    org: () => RunningOrg,
    named: (text: string) => string = (text) => text,
): void {
    for (const { request, body, headers, status, answer, seen } of rows) {
        test(`${request.slice(0, 60)} ${JSON.stringify(body ?? '').slice(0, 60)} answers ${status}, see ${seen}`, async () => {
            const [method = '', path = ''] = request.split(/ (.*)/s);
            const reply = await org().ask(method, named(path), namedBody(body, named), headers);
            assert.deepEqual(
                { status: reply.status, body: reply.body },
                { status, body: JSON.parse(named(JSON.stringify(answer))) as unknown },
            );
        });
    }
}

function namedBody(body: unknown, named: (text: string) => string): unknown {
    return typeof body === 'string' ? named(body) : body;
}
