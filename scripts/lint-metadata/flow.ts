/** The vocabulary of a Flow file: lists of the type `Flow` in @salesforce/types/metadata. */

/** Elements that read, write or call, and so can fail. */
export const FALLIBLE_KINDS: ReadonlySet<string> = new Set([
    'actionCalls',
    'apexPluginCalls',
    'recordCreates',
    'recordDeletes',
    'recordLookups',
    'recordUpdates',
]);

/** Elements on the canvas. */
export const ELEMENT_KINDS: ReadonlySet<string> = new Set([
    ...FALLIBLE_KINDS,
    'assignments',
    'collectionProcessors',
    'customErrors',
    'decisions',
    'loops',
    'recordRollbacks',
    'screens',
    'subflows',
    'transforms',
    'waits',
]);

/** What elements refer to by name. */
export const RESOURCE_KINDS: ReadonlySet<string> = new Set([
    'choices',
    'constants',
    'dynamicChoiceSets',
    'formulas',
    'stages',
    'textTemplates',
    'variables',
]);
