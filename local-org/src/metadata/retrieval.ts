/**
 * The org's metadata as a zip file.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_retrieve.htm (2026-11-25)
 */
import { assemble, heldComponents } from './contents.ts';
import { writeManifest } from './manifest.ts';
import { isHeld, manifestType, typeNamed, wholeOf } from './types.ts';
import { writeZip } from './zip.ts';
import type { Project } from '../schema/project.ts';
import type { HeldComponent } from './contents.ts';
import type { Manifest, Member } from './manifest.ts';

export interface Retrieval {
    /** Of the archive; empty or `unpackaged/`. */
    readonly folder: string;
    readonly zip: Buffer;
    readonly components: readonly HeldComponent[];
    readonly problems: readonly string[];
}

/** The folder of what belongs to no package, when packages stand side by side. */
export const UNPACKAGED = 'unpackaged/';

export function retrieve(project: Project, manifest: Manifest, version: string, folder: string): Retrieval {
    const held = heldComponents(project);
    const asked = held.filter((component) => isAsked(component, manifest));
    const whole = asked.filter(({ whole: of }) => of === undefined);
    const partial = asked.filter(({ whole: of, type }) => of !== undefined && !isWithin(whole, type, of));
    const files = new Map([...whole.flatMap((component) => [...component.files()]), ...partialFiles(project, partial)]);
    files.set('package.xml', Buffer.from(writeManifest(asked.length > 0 ? members(asked, manifest) : [], version)));
    return {
        zip: writeZip(new Map([...files].map(([path, content]) => [folder + path, content]))),
        folder,
        components: [...whole, ...partial],
        problems: manifest.members.flatMap((member) => problemOf(member, held)),
    };
}

/** `*` leaves out standard objects. https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customobject.htm */
function isAsked({ type, fullName, whole }: HeldComponent, manifest: Manifest): boolean {
    const asType = manifestType(type);
    if (manifest.has({ type: asType, fullName })) return true;
    if (!manifest.has({ type: asType, fullName: '*' })) return false;
    const isObjectOrPart = type === 'CustomObject' || wholeOf(type)?.name === 'CustomObject';
    return !isObjectOrPart || whole !== undefined || /__(c|e|mdt)$/.test(fullName);
}

function isWithin(whole: readonly HeldComponent[], type: string, of: string): boolean {
    return whole.some((component) => component.type === wholeOf(type)?.name && component.fullName === of);
}

/** The file of an object with only those of its parts that were asked for. */
function partialFiles(project: Project, parts: readonly HeldComponent[]): [string, Buffer][] {
    return [...Map.groupBy(parts, ({ path }) => path)].flatMap(([path, ofPath]) => {
        const [first] = ofPath;
        const type = first && wholeOf(first.type);
        if (!type || first.whole === undefined) return [];
        const only = new Set(
            ofPath.map((one) =>
                type.kind === 'labels'
                    ? one.fullName
                    : `${one.type}#${one.fullName.slice(one.fullName.indexOf('.') + 1)}`,
            ),
        );
        return [[path, Buffer.from(assemble(project, type, first.whole, only))] satisfies [string, Buffer]];
    });
}

function members(asked: readonly HeldComponent[], manifest: Manifest): Member[] {
    const named = manifest.members.filter(({ fullName }) => fullName !== '*');
    const found = asked.map(({ type, fullName }) => ({ type: manifestType(type), fullName }));
    const isFound = ({ type, fullName }: Member): boolean =>
        found.some((one) => one.type === type && one.fullName === fullName);
    const more = found.filter(
        (one) => !named.some(({ type, fullName }) => type === one.type && fullName === one.fullName),
    );
    return [...named.filter(isFound), ...more];
}

/** The platform's words, which the sf CLI takes apart: the type first, then the name, both quoted. */
function problemOf({ type, fullName }: Member, held: readonly HeldComponent[]): string[] {
    if (!isHeld(type))
        return [`UNSUPPORTED_BY_LOCAL_ORG: the local org holds no metadata of type '${type}' named '${fullName}'`];
    if (fullName === '*' || held.some((one) => manifestType(one.type) === type && one.fullName === fullName)) return [];
    const isObject = type === 'CustomObject' && typeNamed(type) !== undefined;
    return isObject && !/__(c|e|mdt)$/.test(fullName)
        ? []
        : [`Entity of type '${type}' named '${fullName}' cannot be found`];
}
