/** Rollup plugin for the `@salesforce/*` modules that the platform makes from an org's metadata. */
import type { Plugin } from 'rollup';

const PREFIX = '\0platform:';

export interface PlatformFacts {
    /** Custom labels by name. */
    readonly labels: ReadonlyMap<string, string>;
    /** Their translations, by language and name. */
    readonly translations: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

export function platformModules(facts: PlatformFacts): Plugin {
    return {
        name: 'console-platform-modules',
        resolveId(source, importer) {
            if (source in OF_THE_READER) return PREFIX + source; // for base components too
            const fromProject = importer !== undefined && !importer.includes('/node_modules/');
            return fromProject && source.startsWith('@salesforce/') ? PREFIX + source : null;
        },
        load(id) {
            if (!id.startsWith(PREFIX)) return null;
            const code = moduleCode(id.slice(PREFIX.length), facts);
            return code ?? this.error(`The local org has no ${id.slice(PREFIX.length)}`);
        },
    };
}

/** What differs from reader to reader. The page has set the first two before it loads any of these modules. */
const OF_THE_READER: Readonly<Record<string, string>> = {
    // A new org's, where nobody has chosen another: the local org is one of the United States.
    '@salesforce/i18n/currency': "'USD'",
    '@salesforce/i18n/lang': 'document.documentElement.lang',
    '@salesforce/i18n/locale': 'document.documentElement.dataset.locale',
    // The browser's, since org and reader share a machine.
    '@salesforce/i18n/timeZone': 'Intl.DateTimeFormat().resolvedOptions().timeZone',
};

function moduleCode(source: string, facts: PlatformFacts): string | undefined {
    const [, kind = '', ...rest] = source.split('/');
    const name = rest.join('/');
    switch (kind) {
        case 'i18n': {
            const value = OF_THE_READER[source];
            return value === undefined ? undefined : `export default ${value};`;
        }
        case 'label':
            return labelCode(name.replace(/^c\./, ''), facts);
        case 'schema': {
            const [objectApiName, ...fieldPath] = name.split('.');
            return exported(
                fieldPath.length ? { objectApiName, fieldApiName: fieldPath.join('.') } : { objectApiName },
            );
        }
        case 'customPermission':
            return customPermissionCode(name);
        case 'user':
            return name === 'Id' ? SIGNED_IN_USER : name === 'isGuest' ? exported(false) : undefined;
        case 'client':
            return name === 'formFactor' ? exported('Large') : undefined;
        default:
            return undefined;
    }
}

/** The page's user is known once it runs: another tab may be another user's. */
const SIGNED_IN_USER = "import { session } from 'console/session'; export default (await session()).userId;";

/** True or undefined: https://developer.salesforce.com/docs/platform/lwc/guide/create-permissions.html (2026-11-26) */
const customPermissionCode = (name: string): string =>
    `import { session } from 'console/session';
    export default (await session()).customPermissions.includes(${JSON.stringify(name)}) || undefined;`;

/** A label without a translation shows as it is, as on the platform. */
function labelCode(name: string, { labels, translations }: PlatformFacts): string | undefined {
    const text = labels.get(name);
    if (text === undefined) return undefined;
    const translated = [...translations].flatMap(([language, texts]) => {
        const inLanguage = texts.get(name);
        return inLanguage === undefined ? [] : [[language, inLanguage] as const];
    });
    if (translated.length === 0) return exported(text);
    const texts = JSON.stringify(Object.fromEntries(translated));
    return `export default ${texts}[document.documentElement.lang] ?? ${JSON.stringify(text)};`;
}

const exported = (value: unknown): string => `export default ${JSON.stringify(value)};`;
