/** The fixtures of every provider: exact bytes of one request a file, and what the adapter must make of it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { ProviderAdapter, RawRequest, VerifyContext } from '../../src/core/ports.ts';
import { createCustomProvider } from '../../src/providers/custom.ts';
import { CustomProvider } from '../../src/providers/customSettings.ts';
import { PROVIDERS as KNOWN } from '../../src/providers/index.ts';

const ROOT = new URL('../fixtures/', import.meta.url);
/** In a fixture folder: the settings of a provider that only a configuration describes. */
const SETTINGS = 'provider.json';

const settingsFile = (id: string): URL => new URL(`${id}/${SETTINGS}`, ROOT);

const isCustom = (id: string): boolean => existsSync(settingsFile(id));

/** What a configuration says of the provider of a folder. */
export function settingsOf(id: string): CustomProvider | null {
    return isCustom(id) ? CustomProvider.parse(JSON.parse(readFileSync(settingsFile(id), 'utf8'))) : null;
}

const CONFIGURED = readdirSync(ROOT).flatMap((id) => {
    const settings = settingsOf(id);
    return settings === null ? [] : [createCustomProvider(id, settings)];
});
const ALL = [...KNOWN, ...CONFIGURED];

/** All of them, or while one is written those of `PROVIDER=bsr,twilio`. */
const chosen = process.env['PROVIDER']?.split(',');
export const PROVIDERS: readonly ProviderAdapter[] = ALL.filter(({ id }) => chosen?.includes(id) ?? true);

export const PROVIDER_COUNT = ALL.length;

const Fixture = z.strictObject({
    why: z.string().min(1),
    /** Captured when, or which document. */
    source: z.string().min(1),
    request: z.strictObject({
        method: z.enum(['GET', 'POST']),
        url: z.string().startsWith('/hooks/'),
        headers: z.record(z.string().lowercase(), z.string()),
        body: z.string(),
    }),
    publicUrl: z.url(),
    secrets: z.array(z.string().min(1)).min(1),
    expect: z.union([
        z.strictObject({ error: z.string() }),
        z.strictObject({ quarantined: z.literal(true) }),
        z.strictObject({
            elements: z.array(
                z.union([
                    /** Every field that is not null. */
                    z.strictObject({ report: z.record(z.string(), z.unknown()) }),
                    z.strictObject({ setAside: z.string() }),
                ]),
            ),
        }),
    ]),
});
export type Fixture = z.infer<typeof Fixture> & { readonly name: string };

export const RECEIVED_AT = '2026-07-17T12:05:04.000Z';

export function fixtureFolders(): readonly string[] {
    return readdirSync(ROOT).filter((id) => chosen?.includes(id) ?? true);
}

export function fixturesOf(provider: string): readonly Fixture[] {
    const folder = new URL(`${provider}/`, ROOT);
    const files = readdirSync(folder).filter((file) => file !== SETTINGS);
    return files.map((file) => ({
        ...Fixture.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8'))),
        name: file.replace(/\.json$/, ''),
    }));
}

export function requestOf(fixture: Fixture): RawRequest {
    return { ...fixture.request, body: Buffer.from(fixture.request.body) };
}

/** The certificate of a key pair that was made up for the tests: what a provider would publish. */
const KEY = readFileSync(new URL('../sns/certificate.pem', import.meta.url), 'utf8');

export function contextOf(fixture: Fixture): VerifyContext {
    return { secrets: fixture.secrets, publicUrl: fixture.publicUrl, now: Date.parse(RECEIVED_AT), key: KEY };
}

/** The fixtures whose requests are accepted and hold a report: what the hostile cases start from. */
export function acceptedOf(adapter: ProviderAdapter): readonly Fixture[] {
    return fixturesOf(adapter.id).filter(
        ({ expect }) => 'elements' in expect && expect.elements.some((element) => 'report' in element),
    );
}
