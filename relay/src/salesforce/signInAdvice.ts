/** What to check when an org does not let the relay in, by the code of the refusal. */

/** https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_flow_errors.htm (2026-11-21), and our own codes. */
const ADVICE: Readonly<Record<string, string>> = {
    invalid_grant:
        "Compare the private key with the app's certificate, `username` and `audience` with the org (a sandbox has https://test.salesforce.com), and this machine's clock; and let the user use the app: admin-approved users, with a permission set that the user has.",
    invalid_client: "`clientSecret` is not the app's consumer secret: it may have been rotated.",
    invalid_client_id: '`clientId` is not the consumer key of an app of this org; a new app needs ten minutes.',
    invalid_app_access: 'The user may not use the app: assign the permission set that the app asks for.',
    invalid_request: 'The flow may not be enabled in the app, or `loginUrl` is not where it works.',
    unauthorized_client: 'The flow is not enabled in the app.',
    unsupported_grant_type:
        'The flow is not enabled in the app, or `loginUrl` is not the My Domain address of the org.',
    inactive_user: "Activate the user that the app runs as, or name another one in the app's policies.",
    inactive_org: 'The org is locked, closed or under maintenance.',
    rate_limit_exceeded: 'Too many log-ins: another process may be signing in in a loop.',
    INVALID_SESSION_ID: 'The access token has expired: make a new one, or use `jwtBearer` or `clientCredentials`.',
    SESSION_KEEPS_EXPIRING:
        "Every new session was refused at once: look at the session settings and login IP ranges of the org, and at the user's API permission.",
    SECRET_UNREADABLE: "The secret's file or variable cannot be read, or does not hold a private key in PEM.",
    UNTRUSTED_INSTANCE:
        'The log-in names an instance that is not https. Is `loginUrl` really an address of Salesforce?',
    REDIRECTED: 'The log-in was redirected, which is not followed: `loginUrl` must be the address itself.',
    UNREADABLE_ANSWER: 'What answered is not a log-in of Salesforce: check `loginUrl`, and any proxy in between.',
};

export function adviceOn(code: string): string {
    return ADVICE[code] ?? 'Check `loginUrl` and the network between the relay and the org.';
}
