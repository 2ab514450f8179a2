/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_recent_items.htm (2026-11-25) */
import { ERRORS } from '../../errors.ts';
import { ok } from '../route.ts';
import { recentItems } from './recentItems.ts';
import type { Route } from '../route.ts';

export const recent: Route = {
    method: 'GET',
    path: '/recent',
    summary: 'The records that the user created, changed or read last (`limit`)',
    handle(call) {
        const { limit = '200' } = call.query;
        if (!/^[1-9]\d*$/.test(limit)) throw ERRORS.malformedQuery(`limit must be a positive integer: ${limit}`);
        return ok(recentItems(call).slice(0, Number(limit)));
    },
};
