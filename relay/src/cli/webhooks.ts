/** `landed webhooks`: where each provider is to call, and registering that at those whose API takes it. */
import { readConfig } from '../config.ts';
import type { Config, SourceConfig } from '../config.ts';
import { describeError, RelayError } from '../core/errors.ts';
import { WEBHOOK_APIS, WHERE_BY_HAND } from '../providers/webhookApis.ts';
import type { ApiCall } from '../providers/webhookApis.ts';
import { sourceOf } from './sources.ts';
import { UsageError } from './surroundings.ts';
import type { Surroundings } from './surroundings.ts';

export interface ShowWebhooksOptions {
    readonly config: string;
    readonly json?: boolean;
}

export interface RegisterWebhookOptions {
    readonly config: string;
    /** Name of the environment variable with a key of the provider's API. */
    readonly keyEnv: string;
    readonly scope?: string;
    readonly apiUrl?: string;
    readonly dryRun?: boolean;
    readonly json?: boolean;
}

const ANSWER_MS = 15_000;
const LOCAL_HTTP = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(:|\/|$)/;

function addressOf({ publicUrl }: Config, { provider, name }: SourceConfig): string {
    if (publicUrl === undefined) throw new UsageError('publicUrl says where providers call: set it');
    return `${publicUrl}/hooks/${provider}/${name}`;
}

/** Prints the address of each source, and where its provider wants to be told it. */
export function showWebhooks({ config: path, json }: ShowWebhooksOptions, surroundings: Surroundings): void {
    const config = readConfig(path, surroundings.env);
    const all = config.sources.map((source) => {
        const { provider, name, events } = source;
        const byApi = Object.hasOwn(WEBHOOK_APIS, provider);
        const where = byApi
            ? `landed webhooks register ${provider}/${name}`
            : (WHERE_BY_HAND[provider] ?? 'its set-up');
        return { source: `${provider}/${name}`, url: addressOf(config, source), events: events ?? 'all', where };
    });
    const lines = all.map(
        ({ source, url, events, where }) => `${source}: ${url}\n  events: ${String(events)}\n  where: ${where}\n`,
    );
    surroundings.stdout.write(json === true ? `${JSON.stringify(all)}\n` : lines.join(''));
}

/** The answer is never shown: some hold the secret. */
async function call(base: string, { path, ...request }: ApiCall): Promise<void> {
    let answer: Response;
    try {
        answer = await fetch(base + path, {
            ...{ ...request, redirect: 'manual', signal: AbortSignal.timeout(ANSWER_MS) },
        });
    } catch (error) {
        const { code } = describeError(error instanceof Error && error.cause !== undefined ? error.cause : error);
        throw new RelayError('RELAY_PROVIDER_API', `${new URL(base).host} was not reached: ${code}`);
    }
    if (answer.ok) return;
    const why = answer.status === 401 || answer.status === 403 ? ': the key may not change webhooks, or is wrong' : '';
    throw new RelayError('RELAY_PROVIDER_API', `${new URL(base).host} answered ${answer.status}${why}`);
}

export async function registerWebhook(
    asked: string,
    options: RegisterWebhookOptions,
    { env, stdout }: Surroundings,
): Promise<void> {
    const config = readConfig(options.config, env);
    const source = sourceOf(config, asked);
    const url = addressOf(config, source);
    const api = WEBHOOK_APIS[source.provider];
    if (api === undefined) {
        const where = WHERE_BY_HAND[source.provider] ?? 'its own set-up';
        throw new UsageError(
            `${source.provider} documents no API for this. Give ${url} by hand: ${where} (docs/providers/${source.provider}.md)`,
        );
    }
    const base = (options.apiUrl ?? api.baseUrl)?.replace(/\/+$/, '');
    if (base === undefined) throw new UsageError(`--api-url: no document says where ${source.provider} has its API`);
    if (!base.startsWith('https://') && !LOCAL_HTTP.test(base)) throw new UsageError('--api-url must be https');
    if (api.scope !== null && options.scope === undefined) throw new UsageError(`--scope names ${api.scope}`);
    const dryRun = options.dryRun === true;
    const { [options.keyEnv]: key = '' } = env;
    if (key === '' && !dryRun) throw new UsageError(`the environment has no ${options.keyEnv}`);
    const [secret = ''] = source.secrets; // the schema demands one
    const order = { url, secret, events: source.events, scope: options.scope ?? '', key };
    if (!dryRun) await call(base, api.register(order));
    const { events = 'all' } = source;
    const said = `${dryRun ? 'Would register' : 'Registered'} ${url} at ${new URL(base).host}, events: ${String(events)}.\n`;
    const next = dryRun ? '' : `${api.afterwards}\n`;
    const json = { registered: !dryRun, source: asked, url, events, afterwards: api.afterwards };
    stdout.write(options.json === true ? `${JSON.stringify(json)}\n` : said + next);
}
