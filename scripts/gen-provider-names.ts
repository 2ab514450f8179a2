/**
 * Writes what the components call the providers, from the relay's adapters. A provider of an org's own configuration is
 * called by its id.
 */
import { PROVIDERS } from '../relay/src/providers/index.ts';
import { writeGenerated } from './generated.ts';

const names = Object.fromEntries(PROVIDERS.map(({ id, label }) => [id, label] as const));

await writeGenerated(
    'force-app/main/default/lwc/displayNames/providerNames.ts',
    `/* Written by scripts/gen-provider-names.ts from relay/src/providers. */

export const PROVIDER_NAMES: Readonly<Record<string, string>> = ${JSON.stringify(names)};
`,
);
