/** What may be done with an object, a field, and the org itself: the units that permission sets and profiles grant. */

export interface ObjectRights {
    readonly create: boolean;
    readonly read: boolean;
    readonly edit: boolean;
    readonly delete: boolean;
    readonly viewAll: boolean;
    readonly modifyAll: boolean;
    /** "View All Fields": every field of the object may be read. */
    readonly viewAllFields: boolean;
}

export interface FieldRights {
    readonly read: boolean;
    readonly edit: boolean;
}

export const NO_RIGHTS: ObjectRights = {
    create: false,
    read: false,
    edit: false,
    delete: false,
    viewAll: false,
    modifyAll: false,
    viewAllFields: false,
};
export const READ_ONLY: ObjectRights = { ...NO_RIGHTS, read: true };
export const READ_AND_WRITE: ObjectRights = { ...READ_ONLY, create: true, edit: true, delete: true };
export const ALL_RIGHTS: ObjectRights = { ...READ_AND_WRITE, viewAll: true, modifyAll: true, viewAllFields: true };

export function union(a: ObjectRights, b: ObjectRights): ObjectRights {
    return {
        create: a.create || b.create,
        read: a.read || b.read,
        edit: a.edit || b.edit,
        delete: a.delete || b.delete,
        viewAll: a.viewAll || b.viewAll,
        modifyAll: a.modifyAll || b.modifyAll,
        viewAllFields: a.viewAllFields || b.viewAllFields,
    };
}

/** What one permission set or profile grants. Names of objects and fields are in lower case. */
export interface Grants {
    readonly objects: ReadonlyMap<string, ObjectRights>;
    /** By `object.field`. */
    readonly fields: ReadonlyMap<string, FieldRights>;
    readonly customPermissions: ReadonlySet<string>;
    readonly userPermissions: ReadonlySet<string>;
    readonly metadataTypes: ReadonlySet<string>;
    readonly customSettings: ReadonlySet<string>;
    /** As `object.name`. */
    readonly recordTypes: ReadonlySet<string>;
    /** By object, of profiles only: "You can't specify a default record type in permission sets." */
    readonly defaultRecordTypes?: ReadonlyMap<string, string>;
    /** Every field of standard objects, as standard profiles have it, or of all objects. */
    readonly wholeObjects?: 'standard' | 'all';
}

/** Rights add up: nothing that one grants is taken away by another. */
export function combine(grants: readonly Grants[]): Grants {
    const objects = new Map<string, ObjectRights>();
    const fields = new Map<string, FieldRights>();
    for (const one of grants) {
        for (const [name, rights] of one.objects) objects.set(name, union(objects.get(name) ?? NO_RIGHTS, rights));
        for (const [name, { read, edit }] of one.fields) {
            const other = fields.get(name);
            fields.set(name, { read: read || other?.read === true, edit: edit || other?.edit === true });
        }
    }
    const all = (pick: (one: Grants) => ReadonlySet<string>): ReadonlySet<string> =>
        new Set(grants.flatMap((one) => [...pick(one)]));
    const whole = grants.some((one) => one.wholeObjects === 'all')
        ? 'all'
        : grants.find((one) => one.wholeObjects !== undefined)?.wholeObjects;
    return {
        objects,
        fields,
        customPermissions: all((one) => one.customPermissions),
        userPermissions: all((one) => one.userPermissions),
        metadataTypes: all((one) => one.metadataTypes),
        customSettings: all((one) => one.customSettings),
        recordTypes: all((one) => one.recordTypes),
        defaultRecordTypes: new Map(grants.flatMap((one) => [...(one.defaultRecordTypes ?? [])])),
        ...(whole === undefined ? {} : { wholeObjects: whole }),
    };
}
