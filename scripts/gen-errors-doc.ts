/** Writes docs/errors.md from the relay's error table; with --check fails when it is not up to date. */
import { ERRORS } from '../relay/src/core/errors.ts';
import { writeGenerated } from './generated.ts';

const rows = Object.entries(ERRORS).map(([code, facts]) => {
    const http = facts.http === null ? '–' : String(facts.http);
    return `| \`${code}\` | ${http} | ${facts.retry ? 'yes' : 'no'} | ${facts.answer} | ${facts.operator} |`;
});

await writeGenerated(
    'docs/errors.md',
    `<!-- Written by scripts/gen-errors-doc.ts from relay/src/core/errors.ts. -->

# Errors of the relay

Every error has one code, in the log and in the answer. "Again" says whether the same request may succeed later without anybody changing anything; such answers carry \`Retry-After\`. A code without status is one that no caller waits for.

| code | status | again | the caller reads | what the operator does |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`,
);
