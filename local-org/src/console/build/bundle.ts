/** Builds the page's JavaScript: the LWC engine, the base components in use, the console and the project's components. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import lwc from 'lwc/rollup-plugin';
import { transform } from 'esbuild';
import { rollup } from 'rollup';
import type { Plugin, RollupLog } from 'rollup';
import { BASE_COMPONENTS, isFromNpm, resolveModules } from './moduleResolver.ts';
import { platformModules } from './platformModules.ts';
import { projectComponents } from './projectComponents.ts';
import type { PlatformFacts } from './platformModules.ts';
import { cacheCompiled, dropNativeShadowCss, onlyUsedIcons, replaceConstants, stripTypes } from './sources.ts';

const CONSOLE = join(import.meta.dirname, '..');
/** Where builds are kept, beside the compiled package; git-ignored. */
export const DIST = join(CONSOLE, '../../dist');

/** The newest API version that this release of the LWC compiler knows; it takes 67.0 as this. */
const COMPILER_API_VERSION = 66;

export interface BundleInput {
    /** Directories whose folders are the project's components: `…/lwc`. */
    readonly bundleDirectories: readonly string[];
    /** Icons named in metadata (`custom:custom57`), on top of those named in sources. */
    readonly icons: ReadonlySet<string>;
    readonly facts: PlatformFacts;
}

/** File name → content. */
export type Bundle = ReadonlyMap<string, string>;

export async function buildBundle(input: BundleInput): Promise<Bundle> {
    const icons = iconsIn([...input.bundleDirectories, join(CONSOLE, 'modules'), BASE_COMPONENTS]);
    const compiler = lwc({
        rootDir: CONSOLE,
        modules: [],
        defaultModules: [],
        apiVersion: COMPILER_API_VERSION,
        enableDynamicComponents: true, // base components use lwc:is
        enableSyntheticElementInternals: true, // and ElementInternals under synthetic shadow
        enableLwcOn: true,
        exclude: ['**/node_modules/@lwc/**', '**/node_modules/cometd/**'],
    });
    const build = await rollup({
        input: { main: join(CONSOLE, 'client/main.ts') },
        plugins: [
            platformModules(input.facts),
            projectComponents(input.bundleDirectories),
            resolveModules(input.bundleDirectories),
            dropNativeShadowCss(),
            onlyUsedIcons((icon) => icons.has(icon) || input.icons.has(icon.replace('_', ':'))),
            stripTypes(),
            cacheCompiled(compiler, join(DIST, 'compiled')),
            replaceConstants(),
        ],
        onwarn: reportWarning,
    });
    const { output } = await build.generate({
        format: 'es',
        entryFileNames: '[name].js',
        chunkFileNames: '[name]-[hash].js',
        // Synthetic shadow patches the DOM and must have run before the engine is evaluated.
        manualChunks: (id) => (id.includes('/@lwc/synthetic-shadow/') ? 'shadow' : undefined),
        plugins: [minify],
    });
    await build.close();
    return new Map(output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file.code]] : [])));
}

const minify: Plugin = {
    name: 'console-minify',
    async renderChunk(code) {
        const minified = await transform(code, { minify: true, target: 'es2022' });
        return { code: minified.code, map: null };
    },
};

/** Warnings about the project's own sources are worth a line; npm's are not ours to mend. */
function reportWarning(warning: RollupLog): void {
    const file = warning.loc?.file ?? warning.id ?? '';
    if (file === '' || isFromNpm(file) || warning.code === 'CIRCULAR_DEPENDENCY') return;
    process.emitWarning(`${file}: ${warning.message}`);
}

/** Icons whose names are put together at run time: those of toasts. */
const CHOSEN_AT_RUN_TIME = ['utility_success', 'utility_error', 'utility_warning', 'utility_info'];
const ICON_NAME = /\b(utility|standard|action|custom|doctype):(\w+)/g;

function iconsIn(directories: readonly string[]): ReadonlySet<string> {
    const named = directories.filter((directory) => existsSync(directory)).flatMap(sourceFiles);
    const icons = named.flatMap((file) =>
        [...readFileSync(file, 'utf8').matchAll(ICON_NAME)].map(([, set, name]) => `${set}_${name}`),
    );
    return new Set([...icons, ...CHOSEN_AT_RUN_TIME]);
}

function sourceFiles(directory: string): string[] {
    return readdirSync(directory, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.(ts|js|html)$/.test(name) && !name.startsWith('iconSvgTemplates'))
        .map((name) => join(directory, name));
}
