/** The vocabulary of a Flow file. https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_visual_workflow.htm (checked 2026-11-21) */

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
