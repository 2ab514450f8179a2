/** Rollup plugins that prepare source files for the LWC compiler, and a disk cache for what comes from npm. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import type { Plugin, TransformPluginContext } from 'rollup';
import { isFromNpm } from './moduleResolver.ts';

const withoutQuery = (id: string): string => id.split('?')[0] ?? id;

/**
 * Takes the types out and touches nothing else: the LWC compiler reads decorators and class fields but no TypeScript.
 * No `format` here: with 'esm' esbuild rewrites the default export, and the component then renders nothing at all.
 */
export function stripTypes(): Plugin {
    return {
        name: 'console-strip-types',
        async transform(code, id) {
            const file = withoutQuery(id);
            if (!file.endsWith('.ts') || id.startsWith('\0')) return null;
            const stripped = await transform(code, {
                loader: 'ts',
                target: 'esnext',
                sourcefile: file,
                tsconfigRaw: {
                    compilerOptions: {
                        experimentalDecorators: false,
                        useDefineForClassFields: true,
                        verbatimModuleSyntax: true,
                    },
                },
            });
            return { code: stripped.code, map: null };
        },
    };
}

const NATIVE_SHADOW_CSS =
    /lightning-base-components\/src\/lightning\/.*(\.slds\.css|\/slds(Common|Utils\w+|MediaObject|GenAiUtils)\/[^/]+\.css)$/;

/**
 * Base components carry a second copy of SLDS whose every rule is for native shadow; the console runs in synthetic
 * shadow, where none can match. An empty sheet would not do: it compiles to undefined and the engine throws on it.
 */
export function dropNativeShadowCss(): Plugin {
    return {
        name: 'console-drop-native-shadow-css',
        load: (id) => (NATIVE_SHADOW_CSS.test(withoutQuery(id)) ? ':host([data-none]) { --none: 0; }' : null),
    };
}

const ICON_INDEX = /iconSvgTemplates\w+\/buildTemplates\/templates\.js$/;
const ICON_IMPORT = /import \{ default as (\w+) \} from '[^']+';/g;

/** Leaves in the icon indexes only the icons in use: compiling all 1,737 would dominate the build. */
export function onlyUsedIcons(isUsed: (icon: string) => boolean): Plugin {
    return {
        name: 'console-only-used-icons',
        load(id) {
            const file = withoutQuery(id);
            if (!ICON_INDEX.test(file)) return null;
            const imports = [...readFileSync(file, 'utf8').matchAll(ICON_IMPORT)].filter((match) =>
                isUsed(match[1] ?? ''),
            );
            const names = imports.map((match) => match[1]).join(', ');
            return `${imports.map((match) => match[0]).join('\n')}\nexport default { ${names} };`;
        },
    };
}

/** Constants that bundlers are expected to replace. */
export function replaceConstants(): Plugin {
    return {
        name: 'console-constants',
        transform(code) {
            if (!/process\.env\.|import\.meta\.env/.test(code)) return null;
            const replaced = code
                .replaceAll('process.env.NODE_ENV', '"production"')
                .replaceAll(/process\.env\.[A-Z_]+/g, '"false"')
                .replaceAll('import.meta.env.SSR', 'false');
            return { code: replaced, map: null };
        },
    };
}

/** Keeps what the compiler made of a file from npm, by its content: compiling is most of a cold build's time. */
export function cacheCompiled(compiler: Plugin, directory: string): Plugin {
    const compile = compiler.transform;
    if (typeof compile !== 'function') throw new TypeError('the LWC plugin is expected to have a transform function');
    mkdirSync(directory, { recursive: true });
    return {
        ...compiler,
        transform(this: TransformPluginContext, source: string, id: string) {
            if (!isFromNpm(id)) return compile.call(this, source, id);
            const name = id.slice(id.lastIndexOf('/node_modules/'));
            const file = join(directory, createHash('sha256').update(`${name}\0${source}`).digest('hex'));
            try {
                return { code: readFileSync(file, 'utf8'), map: null };
            } catch {
                // not compiled yet
            }
            const compiled = compile.call(this, source, id) as { code: string } | undefined; // it is synchronous
            if (!compiled) return null; // a file that the compiler was told to leave alone
            writeAtomically(file, compiled.code);
            return { code: compiled.code, map: null };
        },
    };
}

/** Two local orgs may build at once; neither may read half a file of the other's. */
function writeAtomically(file: string, content: string): void {
    const partial = `${file}.${process.pid}`;
    writeFileSync(partial, content);
    renameSync(partial, file);
}
