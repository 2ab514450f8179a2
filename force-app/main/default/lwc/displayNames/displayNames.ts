/** What people call what the data knows by ids and codes. */
import LANGUAGE from '@salesforce/i18n/lang';
import { PROVIDER_NAMES } from './providerNames';

/** A provider of the org's own configuration has no other name than its id. */
export const providerName = (id: string): string =>
    Object.hasOwn(PROVIDER_NAMES, id) ? (PROVIDER_NAMES[id] ?? id) : id;

/** What is no two-letter code stays as it is. */
export function countryName(code: string): string {
    if (!/^[A-Z]{2}$/.test(code)) return code;
    return new Intl.DisplayNames([LANGUAGE], { type: 'region', fallback: 'code' }).of(code) ?? code;
}

const NAMES: Readonly<Record<string, (value: string) => string>> = { provider: providerName, country: countryName };

/** Of a value in that dimension of the totals; those which are words already stay. */
export const valueName = (dimension: string, value: string): string => NAMES[dimension]?.(value) ?? value;

/** A route as the relay joins it: provider, country and carrier, those that are known. */
export const routeName = (provider: string | null, country: string | null, carrier: string | null): string =>
    [provider && providerName(provider), country && countryName(country), carrier].filter(Boolean).join(', ');

/** The relay's words with the provider's name in the place of its id, where it stands as a word of its own. */
export function withProviderName(words: string, id: string | null): string {
    if (!id) return words;
    return words
        .split(' ')
        .map((word) => {
            const [, bare = word, punctuation = ''] = /^(.*?)([.,:;)]*)$/.exec(word) ?? [];
            return bare === id ? providerName(id) + punctuation : word;
        })
        .join(' ');
}
