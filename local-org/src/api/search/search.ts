/** SOSL and the search by parameters. */
import { z } from 'zod';
import { ERRORS } from '../../errors.ts';
import { parseSosl, searchGroup } from '../../sosl/parse.ts';
import { search } from '../../sosl/search.ts';
import { ok } from '../route.ts';
import { parseBody } from '../rows.ts';
import type { Search, SearchedObject } from '../../sosl/search.ts';
import type { Call, Route } from '../route.ts';

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_search.htm (2026-11-26) */
export const soslSearch: Route = {
    method: 'GET',
    path: '/search',
    summary: 'Run SOSL: words, phrases, wildcards and operators in all, name, email or phone fields',
    handle(call) {
        const { q } = call.query;
        if (q === undefined || q.trim() === '') throw ERRORS.malformedSearch('A search string has to be specified');
        return answer(call, parseSosl(q));
    },
};

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_search_parameterized_get.htm (2026-11-26) */
export const searchByParameters: Route = {
    method: 'GET',
    path: '/parameterizedSearch',
    summary:
        'Search by parameters: `q`, `sobject`, `fields`, `in`, limits, and each object’s `fields`, `where`, `limit`',
    handle(call) {
        const { q, sobject, fields, in: group, defaultLimit, overallLimit, ...perObject } = call.query;
        const names = (sobject ?? '').split(',').flatMap((name) => (name.trim() === '' ? [] : name.trim()));
        const known = new Set(names.flatMap((name) => [`${name}.fields`, `${name}.where`, `${name}.limit`]));
        const other = Object.keys(perObject).find((name) => !known.has(name));
        if (other !== undefined) throw ERRORS.unsupported(`the parameter ${other} of parameterizedSearch`);
        const sobjects = names.map((name) => ({
            name,
            fields: perObject[`${name}.fields`]?.split(','),
            where: perObject[`${name}.where`],
            limit: perObject[`${name}.limit`],
        }));
        return answer(
            call,
            toSearch({ q, fields: fields?.split(','), in: group, defaultLimit, overallLimit, sobjects }),
        );
    },
};

export const searchByBody: Route = {
    method: 'POST',
    path: '/parameterizedSearch',
    summary: 'The same with its parameters in the body',
    handle: (call) => answer(call, toSearch(call.body)),
};

const Limit = z.coerce.number().int().min(0).max(2000);
const Fields = z.array(z.string().regex(/^[\w. ]+$/)).optional();
const Parameters = z.object({
    q: z.string().trim().min(1),
    fields: Fields,
    sobjects: z
        .array(
            z.strictObject({
                name: z.string().regex(/^\w+$/),
                fields: Fields,
                where: z.string().optional(),
                limit: Limit.optional(),
            }),
        )
        .default([]),
    in: z.string().optional(),
    defaultLimit: Limit.optional(),
    overallLimit: Limit.optional(),
});
const BODY_MEMBERS: ReadonlySet<string> = new Set(Object.keys(Parameters.shape));

function toSearch(body: unknown): Search {
    const other = Object.keys(Object(body) as object).find((name) => !BODY_MEMBERS.has(name));
    if (other !== undefined) throw ERRORS.unsupported(`the member ${other} of parameterizedSearch`);
    const { q, fields, sobjects, in: group, defaultLimit, overallLimit } = parseBody(Parameters, body);
    const objects = sobjects.map((each): SearchedObject => {
        const limit = each.limit ?? defaultLimit;
        return {
            name: each.name,
            fields: (each.fields ?? fields ?? ['Id']).join(', '),
            rest: [
                ...(each.where === undefined ? [] : [`WHERE ${each.where}`]),
                ...(limit === undefined ? [] : [`LIMIT ${limit}`]),
            ].join(' '),
        };
    });
    return {
        terms: q,
        group: searchGroup(group),
        ...(objects.length === 0 ? {} : { objects }),
        ...(overallLimit === undefined ? {} : { limit: overallLimit }),
    };
}

function answer(call: Call, what: Search): ReturnType<typeof ok> {
    call.faults.check('query');
    return ok({ searchRecords: search(call.org.records, what) });
}
