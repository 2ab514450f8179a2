/** What sign-in, the Metadata API and used-up allocations answer: status, code and words, byte for byte. */
import { after, before } from 'node:test';
import { CODES, error, post, REST, testRefusals } from './support/refusals.ts';
import { startOrg } from './support/server.ts';
import type { Refusal } from './support/refusals.ts';
import type { RunningOrg } from './support/server.ts';

const DEVELOPER = 'https://developer.salesforce.com/docs/';
const METADATA = `${DEVELOPER}atlas.en-us.264.0.api_meta.meta/api_meta/meta_error_handling.htm`;
const EVENT_LIMITS = `${DEVELOPER}atlas.en-us.platform_events.meta/platform_events/platform_event_limits.htm`;
const OAUTH = 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm';
const IDENTITY = 'https://help.salesforce.com/s/articleView?id=sf.remoteaccess_using_openid.htm';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const NOBODY = { authorization: 'Bearer nobody' };

const soap = (session: string, body: string): Pick<Refusal, 'request' | 'body' | 'headers'> => ({
    request: 'POST //services/Soap/m/67.0',
    body:
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><SessionHeader>' +
        `<sessionId>${session}</sessionId></SessionHeader></e:Header><e:Body>${body}</e:Body></e:Envelope>`,
    headers: { 'content-type': 'text/xml' },
});
const fault = (code: string, text: string): string =>
    '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"' +
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>' +
    '<soapenv:Fault xmlns:sf="http://soap.sforce.com/2006/04/metadata">' +
    `<faultcode>${code}</faultcode><faultstring>${text}</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>`;

const grant = (body: string, code: string, description: string): Refusal => ({
    ...post('//services/oauth2/token', body),
    headers: FORM,
    status: 400,
    answer: { error: code, error_description: description },
    seen: OAUTH,
});

const REFUSALS: readonly Refusal[] = [
    // The Metadata API: faults over SOAP, errors over REST
    {
        ...soap('nobody', '<describeMetadata/>'),
        status: 500,
        answer: fault(
            'sf:INVALID_SESSION_ID',
            'INVALID_SESSION_ID: Invalid Session ID found in SessionHeader: Illegal Session',
        ),
        seen: METADATA,
    },
    {
        ...soap(
            '$session',
            '<checkDeployStatus><asyncProcessId>0AfLO0000000099AAA</asyncProcessId></checkDeployStatus>',
        ),
        status: 500,
        answer: fault('sf:INVALID_ID_FIELD', 'INVALID_ID_FIELD: Invalid deployment id: 0AfLO0000000099AAA'),
        seen: CODES,
    },
    {
        ...soap('$session', '<renameMetadata/>'),
        status: 500,
        answer: fault(
            'sf:UNSUPPORTED_BY_LOCAL_ORG',
            'UNSUPPORTED_BY_LOCAL_ORG: The local org does not support the SOAP operation renameMetadata',
        ),
        seen: METADATA,
    },
    {
        ...post('//services/Soap/m/67.0', '<e:Envelope'),
        headers: { 'content-type': 'text/xml' },
        status: 500,
        answer: fault('soapenv:Client', 'request:1:11: document must contain a root element.'),
        seen: 'https://www.w3.org/TR/2000/NOTE-SOAP-20000508/#_Toc478383510',
    },
    {
        ...post('//services/Soap/u/67.0', '<login/>'),
        headers: { 'content-type': 'text/xml' },
        status: 501,
        answer: error('UNSUPPORTED_BY_LOCAL_ORG', 'The local org does not support POST /services/Soap/u/67.0'),
        seen: `${DEVELOPER}atlas.en-us.api.meta/api/sforce_api_calls_login.htm`,
    },
    {
        request: 'GET /metadata/deployRequest/0AfLO0000000099AAA',
        status: 400,
        answer: error('INVALID_ID_FIELD', 'Invalid deployment id: 0AfLO0000000099AAA'),
        seen: CODES,
    },
    // Sign-in
    {
        request: 'POST //services/oauth2/token',
        body: 'grant_type=nothing',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        status: 400,
        answer: { error: 'unsupported_grant_type', error_description: 'grant type not supported' },
        seen: OAUTH,
    },
    grant('grant_type=client_credentials&client_id=nobody', 'invalid_client_id', 'client identifier invalid'),
    grant(
        'grant_type=client_credentials&client_id=app&client_secret=wrong',
        'invalid_client',
        'invalid client credentials',
    ),
    grant(
        'grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=nothing',
        'invalid_grant',
        'invalid assertion',
    ),
    {
        ...post('//services/oauth2/revoke', 'token=nobody'),
        headers: FORM,
        status: 400,
        answer: { error: 'invalid_token', error_description: 'invalid token' },
        seen: 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_revoke_token.htm',
    },
    { request: 'GET //id/00D/005', headers: NOBODY, status: 403, answer: 'Bad_OAuth_Token', seen: IDENTITY },
    {
        request: 'GET //id/00D/005',
        headers: { authorization: '' },
        status: 403,
        answer: 'Missing_OAuth_Token',
        seen: IDENTITY,
    },
    {
        request: 'GET //services/oauth2/userinfo',
        headers: NOBODY,
        status: 403,
        answer: 'Bad_OAuth_Token',
        seen: IDENTITY,
    },
];

/** Of an org whose allocations are used up. */
const USED_UP: readonly Refusal[] = [
    {
        request: 'GET /limits',
        status: 403,
        answer: error('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
        seen: REST,
    },
];
const NO_EVENTS_LEFT: readonly Refusal[] = [
    {
        ...post('/sobjects/Parcel_Scan__e', { Key__c: 'one' }),
        status: 400,
        answer: error(
            'LIMIT_EXCEEDED',
            'You have reached the limit for the number of platform events that can be published per hour.',
            [],
        ),
        seen: EVENT_LIMITS,
    },
];

let org: RunningOrg;
let usedUp: RunningOrg;
let withoutEvents: RunningOrg;
before(async () => {
    org = await startOrg();
    usedUp = await startOrg({}, { limits: { dailyApiRequests: 0 } });
    withoutEvents = await startOrg({}, { limits: { hourlyEvents: 0 } });
    await org.ask('POST', '//local/oauth-clients', { clientId: 'app', clientSecret: 'right' });
});
after(() => Promise.all([org, usedUp, withoutEvents].map((one) => one.close())));

testRefusals(
    REFUSALS,
    () => org,
    (text) => text.replace('$session', org.accessToken),
);
testRefusals(USED_UP, () => usedUp);
testRefusals(NO_EVENTS_LEFT, () => withoutEvents);
