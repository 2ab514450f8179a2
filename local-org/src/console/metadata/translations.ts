/** Translations of custom labels: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_translations.htm (checked 2026-11-26) */
import type { MetadataFile } from '../../schema/projectFiles.ts';

/** By language, as pages name it, and label. `translations/de.translation` holds all labels of one language. */
export function labelTranslations(files: readonly MetadataFile[]): Map<string, ReadonlyMap<string, string>> {
    const languages = new Map<string, Map<string, string>>();
    for (const { fullName, root } of files) {
        const language = fullName.replaceAll('_', '-');
        const texts = languages.get(language) ?? new Map<string, string>();
        for (const label of root.all('customLabels')) {
            const text = label.value('label') ?? '';
            if (text !== '') texts.set(label.value('name') ?? '', text); // an untranslated one is an empty element
        }
        languages.set(language, texts);
    }
    return languages;
}
