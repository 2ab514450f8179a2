/** The language that the page speaks: its user's, or for a try the one of `?language=de` in the address. */
import type { ConsoleBootstrap } from '../../../bootstrap.ts';

const CHOSEN_LANGUAGE = 'local-org-language';

/** `?language=de` makes this tab German until another is chosen; `?language=` gives it back to the user's own. */
function chosenLanguage(): string {
    const given = new URLSearchParams(window.location.search).get('language');
    if (given !== null) sessionStorage.setItem(CHOSEN_LANGUAGE, given);
    return sessionStorage.getItem(CHOSEN_LANGUAGE) ?? '';
}

/** The platform writes `en_US` in records, and `en-US` for pages: what `@salesforce/i18n` gives is a BCP 47 tag. */
const tag = (key: string): string => key.replaceAll('_', '-');

export function setLanguage({ language, locale }: Pick<ConsoleBootstrap, 'language' | 'locale'>): void {
    const chosen = chosenLanguage();
    document.documentElement.lang = tag(chosen || language);
    document.documentElement.dataset['locale'] = tag(chosen || locale);
}
