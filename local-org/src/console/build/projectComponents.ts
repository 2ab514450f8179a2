/** Rollup plugin for `console/projectComponents`: a table of the project's components that a page can hold. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import type { Plugin } from 'rollup';

const MODULE = 'console/projectComponents';
const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', parseAttributeValue: false });

interface DesignAttribute {
    readonly name: string;
    readonly type: string;
    readonly default?: string;
}

export function projectComponents(bundleDirectories: readonly string[]): Plugin {
    return {
        name: 'console-project-components',
        resolveId: (source) => (source === MODULE ? `\0${MODULE}` : null),
        load(id) {
            if (id !== `\0${MODULE}`) return null;
            const entries = bundleDirectories.flatMap((directory) => exposedIn(directory));
            return `export const PROJECT_COMPONENTS = { ${entries.join(',\n')} };`;
        },
    };
}

function exposedIn(directory: string): string[] {
    if (!existsSync(directory)) return [];
    return readdirSync(directory).flatMap((name) => {
        const file = join(directory, name, `${name}.js-meta.xml`);
        const xml = existsSync(file) ? readFileSync(file, 'utf8') : '';
        return xml.includes('<isExposed>true</isExposed>') ? [entryOf(name, designAttributes(xml))] : [];
    });
}

function designAttributes(xml: string): DesignAttribute[] {
    const bundle = parser.parse(xml) as {
        LightningComponentBundle: { targetConfigs?: { targetConfig: unknown } };
    }; // the root element of every js-meta.xml
    const configs = [bundle.LightningComponentBundle.targetConfigs?.targetConfig ?? []].flat();
    return configs.flatMap((config) =>
        [(config as { property?: DesignAttribute | DesignAttribute[] }).property ?? []].flat(),
    );
}

function entryOf(name: string, attributes: readonly DesignAttribute[]): string {
    const types = Object.fromEntries(attributes.map((attribute) => [attribute.name, attribute.type]));
    const withDefaults = attributes.flatMap(({ name: key, default: value }) =>
        value === undefined ? [] : [[key, value]],
    );
    return `${JSON.stringify(name)}: {
        load: () => import(${JSON.stringify(`c/${name}`)}).then((module) => module.default),
        types: ${JSON.stringify(types)},
        defaults: ${JSON.stringify(Object.fromEntries(withDefaults))},
    }`;
}
