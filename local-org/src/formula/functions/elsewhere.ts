/** Functions that the platform documents and the local org does not run. */

/**
 * Functions that the platform has for other kinds of formulas only: a record's or a flow's formula with one is refused.
 * https://help.salesforce.com/s/articleView?id=platform.customize_functions.htm (2026-11-25)
 */
export const OF_OTHER_PLACES: ReadonlyMap<string, string> = new Map([
    ['GETRECORDIDS', 'custom buttons and links'],
    ['HTMLENCODE', 'custom buttons and links'],
    ['INCLUDE', 'custom buttons and links'],
    ['JSENCODE', 'custom buttons and links'],
    ['JSINHTMLENCODE', 'custom buttons and links'],
    ['LINKTO', 'custom buttons and links'],
    ['REQUIRESCRIPT', 'custom buttons and links'],
    ['URLENCODE', 'custom buttons and links'],
    ['URLFOR', 'custom buttons and links'],
    ['JUNCTIONIDLIST', 'Visualforce'],
    ['PARENTGROUPVAL', 'report summaries'],
    ['PREVGROUPVAL', 'report summaries'],
]);

/** Functions that formulas of records may use, and that need what the local org does not have. */
export const NOT_RUN: ReadonlyMap<string, string> = new Map([
    ['CURRENCYRATE', 'the rates of an org with several currencies'],
    ['GETSESSIONID', "the session of a page's reader"],
    ['IMAGEPROXYURL', "the platform's image proxy"],
    ['PREDICT', 'a prediction of Einstein Discovery'],
    ['VLOOKUP', 'a search from within a formula'],
]);
