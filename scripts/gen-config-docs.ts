/**
 * Writes docs/configuration.md and .env.example from the relay's configuration schema and its sample file; with
 * --check fails when one of them is not up to date.
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ConfigFile, ENVIRONMENT } from '../relay/src/configSchema.ts';
import { writeGenerated } from './generated.ts';

const SAMPLE = 'config/relay.sample.json';

/** As much of a JSON schema as zod writes for a configuration. */
interface Schema {
    readonly type?: string;
    readonly description?: string;
    readonly default?: unknown;
    readonly enum?: readonly unknown[];
    readonly const?: unknown;
    readonly minimum?: number;
    readonly maximum?: number;
    readonly exclusiveMinimum?: number;
    readonly format?: string;
    readonly pattern?: string;
    readonly anyOf?: readonly Schema[];
    readonly oneOf?: readonly Schema[];
    readonly items?: Schema;
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly additionalProperties?: Schema | false;
    readonly required?: readonly string[];
}

const code = (value: unknown): string => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

function typeOf(schema: Schema): string {
    if (schema.const !== undefined) return code(schema.const);
    if (schema.enum !== undefined) return schema.enum.map(code).join(', ');
    if (schema.anyOf !== undefined) {
        const shapes = schema.anyOf.map(({ type }) => type);
        return shapes.includes('null') ? schema.anyOf.map(typeOf).join(', or ') : 'secret';
    }
    if (schema.type === 'null') return code(null);
    if (schema.type === 'boolean') return [true, false].map(code).join(', ');
    if (schema.format === 'uri') return 'address';
    const { minimum, exclusiveMinimum, maximum } = schema;
    if (schema.type !== 'integer' && schema.type !== 'number') return schema.type === 'string' ? 'text' : 'list';
    const least = exclusiveMinimum === undefined ? `from ${minimum ?? 0}` : `above ${exclusiveMinimum}`;
    const most = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? '' : ` to ${maximum}`;
    return `${schema.type === 'integer' ? 'whole number' : 'number'} ${least}${most}`;
}

/** One of several shapes: a row for each, named by its `kind`, then its settings. */
function choiceRowsOf(path: string, { oneOf: choices = [], description = '', ...schema }: Schema): string[] {
    const kinds = choices.map(({ properties }) => code(properties?.['kind']?.const));
    const rows = choices.flatMap((choice, index) => {
        const properties = Object.fromEntries(
            Object.entries(choice.properties ?? {}).filter(([name]) => name !== 'kind'),
        );
        return rowsOf(`${path} (${kinds[index] ?? ''})`.replaceAll('`', ''), { ...choice, properties }, true);
    });
    const standard = schema.default as { readonly kind: string } | undefined; // a choice's default is one of its kinds
    const initial = standard === undefined ? '**required**' : code(standard.kind);
    return [`| \`${path}.kind\` | ${kinds.join(', ')} | ${initial} | ${description} |`, ...rows];
}

function rowsOf(path: string, schema: Schema, required: boolean): string[] {
    if (schema.oneOf !== undefined) return choiceRowsOf(path, schema);
    if (schema.properties !== undefined) {
        const below = Object.entries(schema.properties).flatMap(([name, each]) =>
            rowsOf(path === '' ? name : `${path}.${name}`, each, schema.required?.includes(name) ?? false),
        );
        const own = `| \`${path}\` | settings | | ${schema.description ?? ''} |`;
        return schema.description === undefined ? below : [own, ...below];
    }
    if (schema.additionalProperties)
        return [rowOf(path, schema, required), ...rowsOf(`${path}.<name>`, schema.additionalProperties, true)];
    if (schema.items?.properties) return [rowOf(path, schema, required), ...rowsOf(`${path}[]`, schema.items, true)];
    return [rowOf(path, schema, required)];
}

function rowOf(path: string, schema: Schema, required: boolean): string {
    const initial = schema.default === undefined ? (required ? '**required**' : '') : code(schema.default);
    const type = schema.additionalProperties ? 'settings by name' : typeOf(schema);
    return `| ${code(path)} | ${type} | ${initial} | ${schema.description ?? ''} |`;
}

/** Names of the variables that the sample takes its secrets from. */
function secretNames(sample: string): string[] {
    return [...sample.matchAll(/"env": "([A-Z0-9_]+)"/g)].map(([, name = '']) => name);
}

const sample = await readFile(SAMPLE, 'utf8');
// The cast holds: zod writes JSON schema, and Schema names the parts of it that are read here, all of them optional.
const schema = z.toJSONSchema(ConfigFile, { io: 'input', unrepresentable: 'any' }) as Schema;
const environment = Object.entries(ENVIRONMENT).map(([name, path]) => `| ${code(name)} | ${code(path.join('.'))} |`);

await writeGenerated(
    'docs/configuration.md',
    `<!-- Written by scripts/gen-config-docs.ts from relay/src/configSchema.ts. -->

# Configuration of the relay

\`landed serve --config FILE\` reads one JSON file. Every problem of it is reported at once, and the relay ends with exit code 78. A list's entries are written \`[]\` below, names of your choice \`<name>\`.

| setting | value | default | meaning |
| --- | --- | --- | --- |
${rowsOf('', schema, true).join('\n')}

A secret never stands in the file itself: \`{ "env": "NAME" }\` names a variable of the environment, \`{ "file": "path" }\` a file, relative to this one. Only with \`"mode": "local"\` may it be \`{ "local": "value" }\`, and then the relay and its orgs must be on this machine.

## From the environment

These stand above the file:

| variable | setting |
| --- | --- |
${environment.join('\n')}

## A sample

\`${SAMPLE}\`; its variables are listed in \`.env.example\`.

\`\`\`json
${sample.trim()}
\`\`\`
`,
);

await writeGenerated(
    '.env.example',
    `# Written by scripts/gen-config-docs.ts. Copy to .env and fill in; never commit the copy.

# The secrets that ${SAMPLE} names
${secretNames(sample)
    .map((name) => `${name}=`)
    .join('\n')}

# Settings that stand above the file (docs/configuration.md)
${Object.keys(ENVIRONMENT)
    .map((name) => `# ${name}=`)
    .join('\n')}
`,
);
