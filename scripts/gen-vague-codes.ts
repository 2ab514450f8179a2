/**
 * Writes which codes the relay's tables list as Unknown on purpose, because the provider itself says no more: Setup and
 * Health leaves them out of the codes that nobody knows.
 */
import { PROVIDERS } from '../relay/src/providers/index.ts';
import { writeGenerated } from './generated.ts';

const vague = PROVIDERS.flatMap(({ id, codes: { codes, words } }) => {
    const listed = Object.entries(codes).flatMap(([code, facts]) => (facts.class === 'Unknown' ? [code] : []));
    const named = Object.entries(words).flatMap(([word, failureClass]) => (failureClass === 'Unknown' ? [word] : []));
    const all = [...new Set([...listed, ...named])].sort();
    return all.length === 0 ? [] : [[id, all] as const];
});

await writeGenerated(
    'force-app/main/default/lwc/deliverySetup/vagueCodes.ts',
    `/* Written by scripts/gen-vague-codes.ts from the relay's tables of codes. */

export const VAGUE_CODES: Readonly<Record<string, readonly string[]>> = ${JSON.stringify(Object.fromEntries(vague))};
`,
);
