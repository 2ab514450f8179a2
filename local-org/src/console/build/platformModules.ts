/** Rollup plugin for the `@salesforce/*` modules that the platform makes from an org's metadata. */
import type { Plugin } from 'rollup';

const PREFIX = '\0platform:';

export interface PlatformFacts {
    /** Custom labels by name. */
    readonly labels: ReadonlyMap<string, string>;
}

export function platformModules(facts: PlatformFacts): Plugin {
    return {
        name: 'console-platform-modules',
        resolveId(source, importer) {
            if (source === '@salesforce/i18n/timeZone') return PREFIX + source;
            const fromProject = importer !== undefined && !importer.includes('/node_modules/');
            return fromProject && source.startsWith('@salesforce/') && !source.startsWith('@salesforce/i18n/')
                ? PREFIX + source
                : null;
        },
        load(id) {
            if (!id.startsWith(PREFIX)) return null;
            const code = moduleCode(id.slice(PREFIX.length), facts);
            return code ?? this.error(`The local org has no ${id.slice(PREFIX.length)}`);
        },
    };
}

function moduleCode(source: string, facts: PlatformFacts): string | undefined {
    const [, kind = '', ...rest] = source.split('/');
    const name = rest.join('/');
    switch (kind) {
        case 'i18n': // only the time zone comes here: the browser's, since org and reader share a machine
            return 'export default Intl.DateTimeFormat().resolvedOptions().timeZone;';
        case 'label': {
            const text = facts.labels.get(name.replace(/^c\./, ''));
            return text === undefined ? undefined : exported(text);
        }
        case 'schema': {
            const [objectApiName, ...fieldPath] = name.split('.');
            return exported(
                fieldPath.length ? { objectApiName, fieldApiName: fieldPath.join('.') } : { objectApiName },
            );
        }
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

const exported = (value: unknown): string => `export default ${JSON.stringify(value)};`;
