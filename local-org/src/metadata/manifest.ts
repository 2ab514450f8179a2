/**
 * `package.xml` and the manifests of deletions, which have the same form.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/manifest_samples.htm (2026-11-25)
 */
import { parseXml } from '../schema/xml.ts';
import { manifestType, typeNamed, wholeOf } from './types.ts';
import type { XmlElement } from '../schema/xml.ts';

export interface Member {
    readonly type: string;
    readonly fullName: string;
}

export class Manifest {
    readonly members: readonly Member[];
    readonly #named: ReadonlySet<string>;

    constructor(members: readonly Member[]) {
        this.members = members;
        this.#named = new Set(members.map(keyOf));
    }

    has(member: Member): boolean {
        return this.#named.has(keyOf(member));
    }

    /** By its own name, by `*`, or because the whole that it is part of is named. */
    names({ type, fullName }: Member): boolean {
        const asType = manifestType(type);
        if (this.has({ type: asType, fullName }) || this.has({ type: asType, fullName: '*' })) return true;
        const whole = wholeOf(type);
        if (!whole) return false;
        return whole.name === 'CustomLabels'
            ? this.has({ type: 'CustomLabels', fullName: 'CustomLabels' }) ||
                  this.has({ type: 'CustomLabels', fullName: '*' })
            : this.names({ type: whole.name, fullName: fullName.split('.')[0] ?? '' });
    }
}

const keyOf = ({ type, fullName }: Member): string => `${type}#${fullName}`;

/** Throws, with the path, when it is no XML. */
export function readManifest(path: string, xml: string): Manifest {
    return manifestOf(parseXml(path, xml));
}

/**
 * The official CLI names a folder of reports or dashboards with a slash behind it, which the platform takes:
 * https://github.com/forcedotcom/source-deploy-retrieve (src/collections/componentSet.ts, constructFullName, 2026-11-26)
 */
const folderName = (fullName: string): string => fullName.replace(/\/$/, '');

/** Of an element that holds `types`. */
export function manifestOf(element: XmlElement): Manifest {
    return new Manifest(
        element.all('types').flatMap((types) => {
            const type = types.value('name') ?? '';
            const inFolders = typeNamed(type)?.folders !== undefined;
            return types.all('members').map(({ text }) => ({ type, fullName: inFolders ? folderName(text) : text }));
        }),
    );
}

export function writeManifest(members: readonly Member[], version: string): string {
    const types = [...Map.groupBy(members, ({ type }) => manifestType(type))].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const lines = types.flatMap(([type, of]) => [
        '    <types>',
        ...of
            .map(({ fullName }) => fullName)
            .toSorted()
            .map((fullName) => `        <members>${escapeXml(fullName)}</members>`),
        `        <name>${type}</name>`,
        '    </types>',
    ]);
    return [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<Package xmlns="http://soap.sforce.com/2006/04/metadata">',
        ...lines,
        `    <version>${version}</version>`,
        '</Package>',
        '',
    ].join('\n');
}

export function escapeXml(value: string | number | boolean): string {
    return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
