/** Finding a source by the name that people give it. */
import type { Config, SourceConfig } from '../config.ts';
import { UsageError } from './surroundings.ts';

/** `name` is `<provider>/<name>`. */
export function sourceOf({ sources }: Config, name: string): SourceConfig {
    const found = sources.find((source) => `${source.provider}/${source.name}` === name);
    if (found !== undefined) return found;
    const known = sources.map((source) => `${source.provider}/${source.name}`).join(', ');
    throw new UsageError(`there is no source "${name}"; configured: ${known}`);
}
