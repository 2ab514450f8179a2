/** Versions, resources, limits, and who is signed in. */
import { ERRORS } from '../../errors.ts';
import { API_VERSION } from '../../soql/run.ts';
import { ok } from '../route.ts';
import type { Call, Route } from '../route.ts';

/** Needs no session, as on the platform. */
export const versions: Route = {
    method: 'GET',
    path: '//services/data',
    summary: 'List the API versions',
    handle: () => ok([{ label: 'Local org', url: `/services/data/v${API_VERSION}`, version: API_VERSION }]),
};

export const resources: Route = {
    method: 'GET',
    path: '/',
    summary: 'List the resources of a version',
    handle: (call) =>
        ok({
            sobjects: `${call.base}/sobjects`,
            query: `${call.base}/query`,
            search: `${call.base}/search`,
            parameterizedSearch: `${call.base}/parameterizedSearch`,
            recent: `${call.base}/recent`,
            limits: `${call.base}/limits`,
            composite: `${call.base}/composite`,
            identity: identityUrl(call),
        }),
};

export const limits: Route = {
    method: 'GET',
    path: '/limits',
    summary:
        'Daily API requests and bulk queries, platform events (published an hour, delivered a day), emails: allowed and remaining',
    handle({ org, usage, jobs, hourlyEvents }) {
        // https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_limits.htm
        if (!org.access.hasUserPermission('ViewSetup')) throw ERRORS.forbidden('View Setup and Configuration');
        return ok({
            DailyApiRequests: { Max: usage.max, Remaining: Math.max(0, usage.max - usage.used) },
            DailyBulkV2QueryJobs: bulkQueryJobs(jobs, org.clock.now()),
            SingleEmail: { Max: org.outbox.allowed('single'), Remaining: org.outbox.remaining('single') },
            DailyWorkflowEmails: { Max: org.outbox.allowed('workflow'), Remaining: org.outbox.remaining('workflow') },
            DailyDeliveredPlatformEvents: {
                Max: org.events.deliveries.max,
                Remaining: Math.max(0, org.events.deliveries.remaining()),
            },
            HourlyPublishedPlatformEvents: { Max: hourlyEvents, Remaining: Math.max(0, org.events.remaining()) },
        });
    },
};

/** https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_bulkapi.htm */
const DAILY_QUERY_JOBS = 10_000;
const DAY = 86_400_000;

function bulkQueryJobs({ query }: Call['jobs'], now: number): { Max: number; Remaining: number } {
    return { Max: DAILY_QUERY_JOBS, Remaining: Math.max(0, DAILY_QUERY_JOBS - query.madeSince(now - DAY)) };
}

/** https://help.salesforce.com/s/articleView?id=sf.remoteaccess_using_userinfo_endpoint.htm */
export const userInfo: Route = {
    method: 'GET',
    path: '//services/oauth2/userinfo',
    summary: 'Who is signed in, in OpenID form',
    handle(call) {
        const { user, organization } = call.org;
        return ok({
            sub: identityUrl(call),
            user_id: user['Id'],
            organization_id: organization['Id'],
            preferred_username: user['Username'],
            nickname: user['Alias'],
            name: user['Name'],
            email: user['Email'],
            email_verified: true,
            given_name: user['FirstName'],
            family_name: user['LastName'],
            zoneinfo: user['TimeZoneSidKey'],
            user_type: 'STANDARD',
            locale: user['LocaleSidKey'],
            active: user['IsActive'],
            urls: serviceUrls(call),
        });
    },
};

/** https://help.salesforce.com/s/articleView?id=sf.remoteaccess_using_openid.htm */
export const identity: Route = {
    method: 'GET',
    path: '//id/:organization/:user',
    summary: 'Who is signed in, at the identity URL',
    handle(call) {
        const { user, organization } = call.org;
        return ok({
            id: identityUrl(call),
            asserted_user: true,
            user_id: user['Id'],
            organization_id: organization['Id'],
            username: user['Username'],
            nick_name: user['Alias'],
            display_name: user['Name'],
            email: user['Email'],
            first_name: user['FirstName'],
            last_name: user['LastName'],
            timezone: user['TimeZoneSidKey'],
            active: user['IsActive'],
            user_type: 'STANDARD',
            language: user['LanguageLocaleKey'],
            locale: user['LocaleSidKey'],
            urls: serviceUrls(call),
        });
    },
};

function identityUrl(call: Call): string {
    return identityUrlOf(call, String(call.org.user['Id']));
}

export function identityUrlOf({ org, origin }: Call, userId: string): string {
    return `${origin}/id/${String(org.organization['Id'])}/${userId}`;
}

function serviceUrls({ origin }: Call): Record<string, string> {
    const rest = `${origin}/services/data/v{version}/`;
    return { rest, sobjects: `${rest}sobjects/`, query: `${rest}query/`, custom_domain: origin };
}
