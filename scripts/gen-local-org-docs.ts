/**
 * Writes docs/local-org.md, and the tables of local-org/README.md: what the local org covers, from its own tables; with
 * --check fails when they are not up to date.
 */
import { readFile } from 'node:fs/promises';
import { ASSUMPTIONS, ASSUMPTION_AREAS } from '../local-org/src/assumptions.ts';
import { SHARING_MODELS, STANDARD_SHARING } from '../local-org/src/auth/sharing.ts';
import { STANDARD_PROFILES } from '../local-org/src/auth/standardProfiles.ts';
import { BULK_ROUTES } from '../local-org/src/api/bulk/index.ts';
import { META_CHANNELS } from '../local-org/src/api/cometd/messages.ts';
import { CONTROLS } from '../local-org/src/api/controls/controls.ts';
import { METADATA_REST, metadataSoap } from '../local-org/src/api/metadata/index.ts';
import { METADATA_TYPES } from '../local-org/src/metadata/types.ts';
import { OAUTH_ROUTES } from '../local-org/src/api/oauth/oauth.ts';
import { KNOWN_HEADERS, REFUSED_CONDITIONS } from '../local-org/src/api/requestHeaders.ts';
import { NOT_SERVED, ROUTES } from '../local-org/src/api/routes.ts';
import { UNSUPPORTED_CHANNELS } from '../local-org/src/events/channels.ts';
import {
    ASSIGNMENT_OPERATORS,
    CONDITION_OPERATORS,
    DATA_TYPES,
    FILTER_OPERATORS,
    FLOW_ACTIONS,
    FLOW_ELEMENTS,
    FLOW_GLOBALS,
    FREQUENCIES,
    OFFSET_UNITS,
    RESOURCE_TAGS,
    TRANSFORM_TYPES,
    TRIGGERS,
} from '../local-org/src/flow/index.ts';
import { FUNCTION_NAMES, REFUSED_FUNCTION_NAMES } from '../local-org/src/formula/index.ts';
import { COMETD_TIMING, DEFAULT_EVENT_BATCH_SIZE, PUBSUB_TIMING, orgLimits } from '../local-org/src/options.ts';
import { PEOPLE } from '../local-org/src/records/seed.ts';
import { FIELD_TYPES } from '../local-org/src/schema/types.ts';
import { STANDARD_OBJECTS } from '../local-org/src/schema/standardObjects.ts';
import { DATE_FUNCTIONS, SHOWING_FUNCTIONS } from '../local-org/src/soql/functions.ts';
import { UNSUPPORTED_CLAUSES } from '../local-org/src/soql/parse.ts';
import { AGGREGATES } from '../local-org/src/soql/select.ts';
import { writeGenerated } from './generated.ts';
import type { Route } from '../local-org/src/api/route.ts';

const BASE = '/services/data/vXX.X';

function pathOf({ path }: Route): string {
    return path.startsWith('//') ? path.slice(1) : `${BASE}${path}`;
}

function routeTable(routes: readonly Route[]): string {
    const rows = routes.map((route) => `| \`${route.method} ${pathOf(route)}\` | ${route.summary} |`);
    return ['| request | does |', '| --- | --- |', ...rows].join('\n');
}

const code = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
const { cometdClients, dailyApiRequests, dailyDeliveredEvents, dailyEmails, hourlyEvents, transaction } = orgLimits();
const number = (value: number): string => value.toLocaleString('en-GB');

const users = PEOPLE.map(({ username, profile }) => `\`${username}\` (${profile})`).join(', ');

const objects = STANDARD_OBJECTS.map(
    ({ name, keyPrefix, fields }) => `| ${name} | \`${keyPrefix}\` | ${code(fields.map((field) => field.name))} |`,
);

const page = `<!-- Written by scripts/gen-local-org-docs.ts from local-org/src. -->

# The local org

A stand-in for a Salesforce org on one machine: it loads an sfdx project, executes its flows and answers the platform's API. It is for trying, testing and demonstrating; what it says of the platform is checked against documentation, not against an org, and [its README](../local-org/README.md#what-a-scratch-org-still-has-to-decide) lists what only a real one can tell. Whatever it cannot do it answers with status 501, \`UNSUPPORTED_BY_LOCAL_ORG\` and the name of what was asked; a flow, formula or field that it cannot take stops it at the start, with file and element.

\`node local-org/src/main.ts serve --project . --port 3000\` prints one line of JSON with its address and token; \`--help\` lists the rest. Everything is in memory and gone when it stops, unless \`--snapshot FILE\` keeps it: records with the recycle bin, users, events with their replay ids, paths that wait, emails, allowances and the clock. Sessions, query cursors, bulk and deployment jobs, faults and what was deployed are not kept.

## What it does not do yet

- **Sharing beyond owners and defaults.** No roles, sharing rules, teams, queues or manual shares; permission set groups and muting are refused. Licences are not looked at.
- **Authentication.** There is no log-in page, no refresh token and no password log-in.
- **Business processes, page layouts by record type, duplicate rules, roll-up summaries, list custom settings, dependent picklists, global value sets, multiple currencies, Person Accounts, undeleting.** Duplicate rules, roll-up summaries, list custom settings, dependent picklists, global value sets and record types of a business process stop the start with their file; the others have no effect.
- **Of flows** Post to Chatter, Wait, screens, stages, orchestrations, Apex and external actions, the transforms that take one item or join; **of SOQL** \`NOT\` among several conditions of \`HAVING\`; **of GraphQL** mutations. Each is refused by name.
- **Time zones.** The user's is GMT.
- **Concurrency.** Transactions run one after the other, so rows are never locked.

## API

${routeTable([...OAUTH_ROUTES, metadataSoap, ...ROUTES, ...BULK_ROUTES, ...METADATA_REST])}
| \`POST ${BASE}/graphql\` | Run a GraphQL query of the UI API |

GraphQL: \`uiapi\` with \`query\` (filters, date literals and ranges, orders, cursors, parents and children, the scope \`MINE\`) and \`aggregate\` (groups by fields, parts of dates, \`ROLLUP\` and \`CUBE\`). Mutations, \`inq\` and \`ninq\`, \`objectInfos\`, directives but \`@include\`, \`@skip\` and \`@optional\`, and REST's \`/ui-api\` are refused by name.

A deployment replaces or adds components and keeps the records; all of it is loaded, or none unless \`rollbackOnError\` is false. Manifests of deletions are honoured before and after: a deleted field takes its values with it, an object its records, and what is in use is not deleted. Lightning web components are kept and retrieved, and not shown anew: the console shows those of the project's directory. There are no Apex tests, so \`RunSpecifiedTests\` is refused, as are quick deployments. Metadata types: ${code(METADATA_TYPES.flatMap(({ name, parts }) => [name, ...parts.map((part) => part.name)]))}; others are refused by name.

Refused by name, like everything that is not listed: ${code(NOT_SERVED.map((path) => `${BASE}${path}`))}.

Every answer carries \`Sforce-Limit-Info\`. Without options an org has ${number(dailyApiRequests)} API requests a day and ${number(hourlyEvents)} published events an hour; what the console's own page asks is not counted, each request of a batch is.

Headers that change what a request does, besides \`If-Modified-Since\` on descriptions and records:

| header | here |
| --- | --- |
${KNOWN_HEADERS.map(({ name, effect }) => `| \`${name}\` | ${effect} |`).join('\n')}

${code(REFUSED_CONDITIONS)}, \`x-sfdc-packageversion-…\` and every other header that begins with \`Sforce-\` are refused by name.

## Streaming API (CometD)

\`POST /cometd/67.0\`, Bayeux 1.0 over long polling, one message or several in one request. Channels are \`/event/Name__e\` and custom channels; ${Object.entries(
    UNSUPPORTED_CHANNELS,
)
    .map(([prefix, feature]) => `\`${prefix}\` (${feature})`)
    .join(', ')} are refused by name, and so is publishing.

| channel | does |
| --- | --- |
${Object.entries(META_CHANNELS)
    .map(([channel, summary]) => `| \`${channel}\` | ${summary} |`)
    .join('\n')}

A client waits at most ${COMETD_TIMING.timeout / 1000} seconds, may be away ${COMETD_TIMING.maxInterval / 1000} seconds, and must send back the cookie that it got; ${number(cometdClients)} may listen at one time. While it is connected its session does not time out; when the session is ended the client hears \`401::Authentication invalid\` at once.

## Pub/Sub API

gRPC over TLS on a port of its own (\`--pubsub-port\`), as [pubsub_api.proto](https://github.com/forcedotcom/pub-sub-api) has it: \`GetTopic\`, \`GetSchema\`, \`Subscribe\` (LATEST, EARLIEST, CUSTOM; at most 100 events requested at once; a sign of life after ${PUBSUB_TIMING.keepAlive / 1000} seconds), \`Publish\`, \`PublishStream\` (not ended when it is idle). \`ManagedSubscribe\` and what CometD refuses are \`UNIMPLEMENTED\`, by name. Refusals carry the platform's code in the trailer \`error-code\`. The certificate is made anew at each start; \`GET /local/pubsub\` gives it. Publishing uses none of the daily API requests.

## Controls

Open to this machine only, without a token, and never under \`/services\`.

${routeTable(CONTROLS)}

## Users and permissions

Every org starts with ${users}. More are created as \`User\` records; permission sets of the project (and of \`--with DIRECTORY\`, deployed beside it) are given by \`--assign USERNAME=SET\` at the start, or by creating a \`PermissionSetAssignment\`, as \`sf org assign permset\` does. The console acts as another user with \`?as=USERNAME\` in its address. The fixed token opens the API as the administrator; \`/local/sessions\` opens a session of any user, the JWT bearer flow one of its \`sub\`, the client credentials flow one of the app's \`runAs\`.

- Profiles (${code(STANDARD_PROFILES.map(({ name }) => name))} and the project's) and permission sets add up: object permissions with View All, Modify All and View All Fields, field permissions, custom permissions, user permissions. What a deployment of them would refuse (a right without the one it needs, a required field, a field that does not exist) stops the org at the start.
- What a user may not read is not there: not in describes, queries, GraphQL, records. What may only be read is refused when written, objects by \`CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY\`, fields by \`INVALID_FIELD_FOR_INSERT_UPDATE\`, records by \`INSUFFICIENT_ACCESS_OR_READONLY\`. Without _API Enabled_ no call is answered.
- The administrator's profile sees every field, as if each had been made visible to it in Setup.
- Records are reached by owning them and by the organisation-wide default, \`sharingModel\` of the object: ${code(SHARING_MODELS)}. Standard objects have the defaults of a new org: ${Object.entries(
    STANDARD_SHARING,
)
    .map(([name, model]) => `${name} \`${model}\``)
    .join(', ')}.
- Record-triggered and event-triggered flows may do everything, whoever's doing they are; an event's flow runs as the user who published it, asynchronous and scheduled paths as the administrator, who stands for the default workflow user.

## Records and automation

- A save follows the platform's order of execution: references and restricted picklists, before-save flows by trigger order, system validation, validation rules, save, after-save flows by trigger order, commit, then events published after the commit and asynchronous paths. Batches hold at most 200 records; rows that fail are set aside and the others are saved again, at most three times.
- A transaction that goes over a limit is rolled back whole: ${number(transaction.queries)} queries, ${number(transaction.rowsRead)} rows read, ${number(transaction.statements)} statements, ${number(transaction.rowsWritten)} rows written, ${transaction.duplicateUpdates} updates of one record in one statement, ${transaction.depth} saves within each other. CPU time is watched only when asked, because this machine's seconds are not the platform's.
- Events are handed to flows in replay order, at most ${DEFAULT_EVENT_BATCH_SIZE} at once, each batch in a transaction of its own after the answer. An unhandled fault rolls the batch back for good.
- Events are kept 72 hours by the org's clock, at least the newest 20,000. Replay ids grow over all events. Clients outside the org together get ${number(dailyDeliveredEvents)} events in 24 hours, of at most 1 MB each. Custom channels (PlatformEventChannel) carry what their members say; filters, enrichment and change data capture are refused.
- A scheduled path is counted in ${OFFSET_UNITS.join(', ').toLowerCase()} from the save or from a date of the record. Each save looks anew: the path is moved, or ends when the record no longer meets the conditions; a time that has passed counts as come. A path that fails is tried again after 15, 30, 60 and 120 minutes.
- The Send Email action sends to the outbox, ${number(dailyEmails.single)} addresses a day, ${number(dailyEmails.workflow)} without template and log. A logged email is a completed task; there are no EmailMessage records. Templates are plain text or custom HTML without merge fields.
- Field types: ${code(FIELD_TYPES)}.
- Flow elements: ${code(Object.keys(FLOW_ELEMENTS).sort())}; of actions ${code(Object.keys(FLOW_ACTIONS))}; of transforms ${code(TRANSFORM_TYPES)}. Every other element, action and attribute stops the start with its name.
- Flows start on ${code(TRIGGERS)}, or are called: by subflows and over REST. A schedule is ${code(FREQUENCIES)}; what was missed meanwhile runs once.
- Conditions: ${code(CONDITION_OPERATORS)}. Filters of records: ${code(FILTER_OPERATORS)}. Assignments: ${code(ASSIGNMENT_OPERATORS)}.
- Flow resources: ${code(RESOURCE_TAGS)} of the types ${code(DATA_TYPES)} and records; \`$Record\`, \`$Record__Prior\`, ${code(Object.keys(FLOW_GLOBALS).map((name) => `$Flow.${name}`))}, \`$User\`, \`$Profile\`, \`$Organization\`, \`$Label\`, \`$Permission\`, \`$CustomMetadata\`, \`$Setup\` (hierarchy custom settings), \`$System.OriginDateTime\`. Refused: \`$Api\`, \`$UserRole\`, \`$Client\`, stages.
- The trace has, for every element of every interview, the way it went, what it set, how many interviews did it together and what that used of the limits.
- Formula functions: ${code(FUNCTION_NAMES)}. Refused: ${code(REFUSED_FUNCTION_NAMES)}. Numbers are decimals of 39 digits. Of Salesforce's 2,898 published formula cases 2,858 have the official result; the input of the other 40 is listed wrongly. \`local-org formula-score FILE\` scores any file of that form.

## SOQL

Fields of the object and of its parents (five levels up), child queries (five levels down, each with conditions, order and limit of its own), \`FIELDS()\`, \`TYPEOF\`, \`Who.Type\` and the other fields of Name over a lookup to several objects; \`WHERE\` with every comparison, \`LIKE\`, \`IN\`, \`INCLUDES\`, semi- and anti-joins, every date literal; \`ORDER BY\`, \`LIMIT\`, \`OFFSET\`; \`GROUP BY\`, \`ROLLUP\`, \`CUBE\`, \`GROUPING\`, \`HAVING\` with ${code(AGGREGATES)}; the functions ${code([...DATE_FUNCTIONS, ...SHOWING_FUNCTIONS])}, with \`convertTimezone\` for a user in GMT. The fiscal year is the calendar's. \`FOR UPDATE\`, \`FOR VIEW\`, \`FOR REFERENCE\`, \`USING SCOPE mine\` and \`everything\`, \`WITH SECURITY_ENFORCED\`, \`USER_MODE\` and \`SYSTEM_MODE\` are taken. Refused by name: ${code(UNSUPPORTED_CLAUSES)}, other scopes, \`convertCurrency\`, \`DISTANCE\`, a \`NOT\` among several conditions of \`HAVING\`. A value that a query compares with \`=\` or \`IN\` is looked up in an index.

## Standard objects

Beside the fields that every record has. A field that is missing here is missing in the local org.

| object | prefix | fields |
| --- | --- | --- |
${objects.join('\n')}
`;
await writeGenerated('docs/local-org.md', page);

/** The npm package brings its documentation along: no link of its README may lead out of it. */
const inPackage = (text: string, source: string): string =>
    `<!-- Written by scripts/gen-local-org-docs.ts from ${source}. -->\n\n${text.replace(/^<!-- Written .*-->\n\n/, '').replaceAll('](../local-org/', '](../')}`;
await writeGenerated('local-org/docs/local-org.md', inPackage(page, 'local-org/src'));
await writeGenerated(
    'local-org/docs/flow-tests.md',
    inPackage(await readFile('docs/flow-tests.md', 'utf8'), 'docs/flow-tests.md'),
);

interface Covered {
    readonly area: string;
    readonly covered: readonly string[];
    readonly refused: readonly string[];
}

const served = [...ROUTES, ...BULK_ROUTES, ...METADATA_REST].map((route) => `${route.method} ${route.path}`);

/** By area; in the README the names are counted where they would fill pages. */
const COVERAGE: readonly Covered[] = [
    { area: 'REST, Bulk 2.0, metadata', covered: served, refused: NOT_SERVED },
    { area: 'OAuth', covered: OAUTH_ROUTES.map(({ path }) => path), refused: [] },
    { area: 'CometD', covered: Object.keys(META_CHANNELS), refused: Object.keys(UNSUPPORTED_CHANNELS) },
    { area: 'Metadata types', covered: METADATA_TYPES.map(({ name }) => name), refused: [] },
    { area: 'Standard objects', covered: STANDARD_OBJECTS.map(({ name }) => name), refused: [] },
    { area: 'Field types', covered: FIELD_TYPES, refused: [] },
    { area: 'Flow triggers', covered: TRIGGERS, refused: [] },
    { area: 'Flow elements', covered: Object.keys(FLOW_ELEMENTS), refused: [] },
    { area: 'Flow actions', covered: Object.keys(FLOW_ACTIONS), refused: [] },
    { area: 'Flow operators', covered: [...CONDITION_OPERATORS, ...ASSIGNMENT_OPERATORS], refused: [] },
    { area: 'Formula functions', covered: FUNCTION_NAMES, refused: REFUSED_FUNCTION_NAMES },
    {
        area: 'SOQL functions',
        covered: [...AGGREGATES, ...DATE_FUNCTIONS, ...SHOWING_FUNCTIONS],
        refused: UNSUPPORTED_CLAUSES,
    },
    { area: 'Controls under `/local`', covered: CONTROLS.map(({ path }) => path), refused: [] },
];

const MOST_NAMED = 24;
const named = (names: readonly string[]): string =>
    names.length > MOST_NAMED ? '[the list](docs/local-org.md)' : code([...names].sort());
const coverage = COVERAGE.map(
    ({ area, covered, refused }) =>
        `| ${area} | ${covered.length} | ${named(covered)} | ${refused.length === 0 ? 'everything else' : named(refused)} |`,
);
const assumptions = ASSUMPTION_AREAS.map((area) => {
    const points = ASSUMPTIONS.filter((point) => point.area === area);
    const rows = points.map(
        ({ id, says, document }) => `| \`${id}\` | ${says.replaceAll('|', '\\|')} | [document](${document}) |`,
    );
    return `### Of ${area}\n\n| id | assumption | rests on |\n| --- | --- | --- |\n${rows.join('\n')}`;
});

/** Puts the text between `<!-- name -->` and `<!-- end of name -->`, in place of what was there. */
function fill(page: string, name: string, text: string): string {
    const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
    const [before, rest] = page.split(begin);
    const after = rest?.split(end)[1];
    if (before === undefined || after === undefined) throw new Error(`local-org/README.md lacks ${begin}`);
    return `${before}${begin}\n\n${text}\n\n${end}${after}`;
}

const readme = await readFile('local-org/README.md', 'utf8');
const table = ['| area | names | covered | refused by name |', '| --- | --- | --- | --- |', ...coverage].join('\n');
await writeGenerated(
    'local-org/README.md',
    fill(fill(readme, 'coverage', table), 'assumptions', assumptions.join('\n\n')),
);
