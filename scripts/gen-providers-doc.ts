/** Writes docs/providers.md from the relay's adapters; with --check fails when it is not up to date. */
import { readFileSync } from 'node:fs';
import { audit } from '../relay/src/cli/auditing.ts';
import { readCodeTable } from '../relay/src/core/classify.ts';
import type { ProviderAdapter } from '../relay/src/core/ports.ts';
import { PROVIDERS } from '../relay/src/providers/index.ts';
import { durationText } from '../relay/src/core/outage.ts';
import { retryScheduleOf } from '../relay/src/providers/retrySchedules.ts';
import { acceptedOf, requestOf } from '../relay/test/contract/fixtures.ts';
import type { Fixture } from '../relay/test/contract/fixtures.ts';
import { writeGenerated } from './generated.ts';

function statusesOf(adapter: ProviderAdapter): string {
    const rows = Object.entries(adapter.statuses).map(([raw, status]) => `| \`${raw}\` | ${status ?? 'none'} |`);
    return ['| raw status | status |', '| --- | --- |', ...rows].join('\n');
}

/** From the folder of the relay's sources. */
function codesOf(path: string): string {
    const file = new URL(`../relay/src/${path}.codes.json`, import.meta.url);
    const table = readCodeTable(JSON.parse(readFileSync(file, 'utf8')));
    const rows = Object.entries(table.codes).map(
        ([code, facts]) => `| \`${code}\` | ${facts.class ?? 'none'} | ${facts.meaning} |`,
    );
    const words = Object.entries(table.words).map(([word, failureClass]) => `\`${word}\` → ${failureClass}`);
    return [
        `Checked on ${table.checked}. Sources: ${table.sources.join('; ')}.`,
        ...(words.length > 0 ? ['', `Words that name a reason where no listed code does: ${words.join(', ')}.`] : []),
        ...(rows.length > 0 ? ['', '| code | class | meaning |', '| --- | --- | --- |', ...rows] : []),
    ].join('\n');
}

/** Which facts a fixture's reports hold: of two that hold the same, one shows where they come from. */
function factsOf({ expect, request }: Fixture): string {
    const elements = 'elements' in expect ? expect.elements : [];
    const facts = elements.map((element) =>
        'report' in element
            ? [Object.keys(element.report).sort(), element.report['status'], element.report['engagement']]
            : [],
    );
    return JSON.stringify([request.method, facts]);
}

/** Found out by changing each field of each kind of request, and looking what the CRM would see differently. */
function fieldsOf(adapter: ProviderAdapter): string {
    const kinds = new Map(acceptedOf(adapter).map((fixture) => [factsOf(fixture), fixture]));
    const { fields, missing } = audit(adapter, [...kinds.values()].map(requestOf));
    const sources = new Map<string, string[]>();
    for (const { path, fills } of fields)
        for (const field of fills) sources.set(field, [...(sources.get(field) ?? []), `\`${path}\``]);
    const rows = [...sources]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([field, from]) => `| \`${field}\` | ${from.join(', ')} |`);
    const never = missing.map((field) => `\`${field}\``);
    return [
        ...['| field of the event | depends on |', '| --- | --- |', ...rows],
        ...(never.length > 0 ? ['', `No field of it fills ${never.join(', ')}.`] : []),
    ].join('\n');
}

const overview = PROVIDERS.map(
    ({ id, label, methods, bodyLimit }) =>
        `| [${label}](providers/${id}.md) | \`/hooks/${id}/<source>\` | ${methods.join(', ')} | ${String(bodyLimit / 1024 / 1024)} MiB |`,
);
const budgets = PROVIDERS.map((adapter) => {
    const { lostAfterMs, documented, words, source } = retryScheduleOf(adapter);
    const known = lostAfterMs === null ? 'not known' : durationText(lostAfterMs);
    return `| ${adapter.label} | ${known}${documented || lostAfterMs === null ? '' : ', supposed'} | ${words} | ${source} |`;
});
const sections = PROVIDERS.map(
    (adapter) =>
        `## ${adapter.label}\n\n${statusesOf(adapter)}\n\n### Fields\n\n${fieldsOf(adapter)}\n\n### Codes\n\n${codesOf(`providers/${adapter.id}`)}\n`,
);
const shared = [
    ['Codes of mail servers', 'SendGrid and Mailgun pass on what the receiving server says.', 'core/smtp'],
    ['Errors of SMSCs', 'Kannel and Jasmin pass on why an SMSC refused a message.', 'core/smppErrors'],
].map(([title, why, path]) => `## ${title}\n\n${why}\n\n${codesOf(path ?? '')}\n`);

await writeGenerated(
    'docs/providers.md',
    `<!-- Written by scripts/gen-providers-doc.ts from relay/src/providers. -->

# Providers

What the relay understands, as its tables say. How to set a provider up stands on its own page.

The tables of fields say on which fields of a callback each field of \`Delivery_Report__e\` depends: found out by changing every field of the recorded and documented callbacks that the tests hold (\`relay/test/fixtures\`), so a field that none of them has is not listed. \`query\` is the address that the provider calls, where \`ref\`, \`campaign\` and \`purpose\` are the sender's own. \`landed audit\` does the same with callbacks of yours.

| provider | path | methods | largest body |
| --- | --- | --- | --- |
${overview.join('\n')}
| [any other](providers/custom.md) | \`/hooks/<its name>/<source>\` | POST or GET | 16 MiB |

## Outage budget

How long a provider goes on repeating what it could not deliver: once the relay cannot be reached for longer, its first reports are lost for good, and only its status API (where it has one) still knows. \`landed status\` counts it down.

| provider | lost after | it repeats | source |
| --- | --- | --- | --- |
${budgets.join('\n')}

${[...sections, ...shared].join('\n')}`,
);
