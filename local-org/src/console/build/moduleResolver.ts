/**
 * Rollup plugin that says where every bare import of the console comes from: our stand-ins first, then the project's own
 * bundles, then the base components from npm. `lwc` is resolved from the `lwc` package itself, because another copy of
 * the engine (the one of the Jest preset) may lie above it in node_modules.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'rollup';

const require = createRequire(import.meta.url);
const STAND_INS = join(import.meta.dirname, '../modules');
const BASE_PACKAGE = dirname(require.resolve('lightning-base-components/package.json'));
/** Sources of the base components: `button/`, `card/`… */
export const BASE_COMPONENTS = join(BASE_PACKAGE, 'src/lightning');

/** What our stand-ins are made with. */
const LIBRARIES: Readonly<Record<string, string>> = { cometd: require.resolve('cometd') };

const LWC_PACKAGE = createRequire(require.resolve('lwc'));
const ENGINE: Readonly<Record<string, string>> = {
    lwc: LWC_PACKAGE.resolve('@lwc/engine-dom'),
    '@lwc/synthetic-shadow': LWC_PACKAGE.resolve('@lwc/synthetic-shadow'),
    '@lwc/wire-service': LWC_PACKAGE.resolve('@lwc/wire-service'),
};

/** True for a file that comes from npm and therefore changes only with its version. */
export const isFromNpm = (id: string): boolean => id.includes('/node_modules/');

export function resolveModules(bundleDirectories: readonly string[]): Plugin {
    const remapped = remappedByBaseComponents();
    return {
        name: 'console-modules',
        resolveId(source, importer) {
            if (!importer || source.startsWith('.') || source.startsWith('/')) return null;
            const engine = ENGINE[source] ?? (importer.startsWith(STAND_INS) ? LIBRARIES[source] : undefined);
            if (engine) return engine;
            const [namespace, name, ...more] = source.split('/');
            if (namespace && name && more.length === 0) {
                const bundle = bundleEntry(namespace === 'c' ? bundleDirectories : [join(STAND_INS, namespace)], name);
                // The query tells the LWC compiler the component's name, which `lwc/<name>` in the path does not.
                if (bundle) return `${bundle}?specifier=${namespace}/${name}`;
            }
            const found =
                isFromNpm(importer) || namespace === 'lightning' ? baseComponentModule(source, remapped) : null;
            return found ?? this.error(`${importer} imports ${source}, which the local org does not have`);
        },
    };
}

function bundleEntry(directories: readonly string[], name: string): string | undefined {
    const candidates = directories.flatMap((directory) =>
        ['ts', 'js', 'html', 'css'].map((extension) => join(directory, name, `${name}.${extension}`)),
    );
    return candidates.find((file) => existsSync(file));
}

interface ModuleRecord {
    readonly name?: string;
    readonly path?: string;
}

/** The platform-only modules that the base components import and their package maps to files of its own. */
function remappedByBaseComponents(): ReadonlyMap<string, string> {
    const manifest = JSON.parse(readFileSync(join(BASE_PACKAGE, 'package.json'), 'utf8')) as {
        lwc: { modules: readonly ModuleRecord[] }; // documented LWC module configuration
    };
    return new Map(
        manifest.lwc.modules.flatMap(({ name, path }) => (name && path ? [[name, join(BASE_PACKAGE, path)]] : [])),
    );
}

function baseComponentModule(source: string, remapped: ReadonlyMap<string, string>): string | null {
    const mapped = remapped.get(source);
    if (mapped) return mapped;
    const [namespace, name = ''] = source.split('/');
    return namespace === 'lightning' ? (bundleEntry([BASE_COMPONENTS], name) ?? null) : null;
}
