/** Why an assumption of the local org has no check among the org tests, by its id in local-org/src/assumptions.ts. */
const NOT_YET = 'a check can be written, and is not yet';
const WAITS = 'it shows after hours or days only';
const SET_UP = 'it needs users, settings or volumes that a fresh scratch org does not have';
const CLIENTS = 'it needs a streaming client, and the org tests speak REST';
const UNSEEN = 'whether interviews execute an element together shows only in an org’s debug logs';
const OURS = 'it is how the local org limits itself, or no answer of an org shows it';

export const UNDECIDED: Readonly<Record<string, string>> = {
    'interviews-wait-different': UNSEEN,
    'update-records-record': NOT_YET,
    'hyperlink-image-give': SET_UP,
    'entry-formula-result': NOT_YET,
    'record-user-may': SET_UP,
    'events-several-publishers': SET_UP,
    'directly-within-within': OURS,
    'interview-goes-round': OURS,
    'scheduled-path-whose': WAITS,
    'interviews-come-flow': UNSEEN,
    'record-several-interviews': NOT_YET,
    'filter-scheduletriggered-flow': WAITS,
    'transform-type-sum': NOT_YET,
    'skipping-matching-record': NOT_YET,
    'after-save-update': NOT_YET,
    'call-flow-rest': SET_UP,
    'scheduletriggered-flow-whose': WAITS,
    'jwt-expired-refused': SET_UP,
    'event-more-than': WAITS,
    'cometd-client-subscribes': CLIENTS,
    'every-field-event': SET_UP,
    'pubsub-apis-error': CLIENTS,
    'replay-id-valid': WAITS,
    'second-assignment-permission': SET_UP,
    'record-left-recycle': WAITS,
    'batch-counts-request': OURS,
    'limits-without-setup': SET_UP,
    'searches-compare-whole': SET_UP,
    'ifunmodifiedsince-ifunmodifiedsince-updaterecord': OURS,
    'field-history-rows': NOT_YET,
    'deletions-destructivechangesxml-come': NOT_YET,
    'flows-formulas-validation': NOT_YET,
    'flow-version-here': OURS,
    'record-types-administrator': SET_UP,
    'record-types-picklists': NOT_YET,
    'campaign-members': SET_UP,
    'offsets-of-months': WAITS,
    'custom-settings-levels': SET_UP,
};
