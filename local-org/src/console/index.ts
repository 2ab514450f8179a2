/**
 * The console: Lightning's pages for the project's objects, on the local org's own port. Everything it shows it reads
 * through the org's public API, as a signed-in person's browser does; it writes no record.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Sessions } from '../auth/sessions.ts';
import type { Org } from '../org.ts';
import type { StoredRecord } from '../schema/types.ts';
import type { ConsoleBootstrap, ConsolePanel } from './bootstrap.ts';
import { cachedBundle } from './build/bundleCache.ts';
import { readConsole } from './metadata/readConsole.ts';
import { labelTranslations } from './metadata/translations.ts';
import { registerSite } from './site.ts';
import type { SignedIn } from './site.ts';

export interface ConsoleOptions {
    readonly org: Org;
    readonly accessToken: string;
    readonly sessions: Sessions;
    readonly panels: readonly ConsolePanel[];
    /** Receives a line for people when something takes long. */
    readonly onProgress?: (text: string) => void;
}

export async function registerConsole(app: FastifyInstance, options: ConsoleOptions): Promise<void> {
    const { org, accessToken, sessions, panels, onProgress = () => undefined } = options;
    const { project } = org;
    const console = readConsole(project);
    const { user, organization } = org.records;
    const bundle = await cachedBundle(
        {
            bundleDirectories: componentDirectories(project.packageDirectories),
            icons: new Set(Object.values(console.objects).map(({ icon }) => icon)),
            facts: {
                labels: new Map([...project.labels].map(([name, label]) => [name, label.value])),
                translations: labelTranslations(project.metadata('translations')),
            },
        },
        () => onProgress('Compiling the console'),
    );
    const bootstrap = (): ConsoleBootstrap => ({
        ...console,
        accessToken,
        apiVersion: '67.0',
        orgName: String(organization['Name']),
        ...readerOf(org, user.record),
        panels,
    });
    const signIn = (username: string): SignedIn | undefined => {
        const chosen = org.userNamed(username);
        if (!chosen) return undefined;
        const token = sessions.issueLasting(String(organization['Id']), String(chosen['Id']));
        return { accessToken: token, ...readerOf(org, chosen) };
    };
    registerSite(app, { bundle, bootstrap, signIn });
}

type Reader = Omit<SignedIn, 'accessToken'>;

function readerOf(org: Org, user: StoredRecord): Reader {
    const access = org.as(user['Id'] ?? null)?.access;
    const known = org.project.metadata('customPermissions').map(({ fullName }) => fullName);
    return {
        userId: String(user['Id']),
        userName: String(user['Name']),
        language: String(user['LanguageLocaleKey']),
        locale: String(user['LocaleSidKey']),
        customPermissions: known.filter((name) => access?.hasCustomPermission(name)),
    };
}

/** Every `lwc` folder of the project's packages. */
function componentDirectories(packageDirectories: readonly string[]): string[] {
    return packageDirectories.flatMap((directory) =>
        readdirSync(directory, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isDirectory() && entry.name === 'lwc')
            .map((entry) => join(entry.parentPath, entry.name)),
    );
}
