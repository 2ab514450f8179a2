/**
 * What the local org does where the documentation leaves it open: each point with the document that it rests on. Only a
 * real org can decide them. The README's list is made of these, and the tests in test/org tell by their ids.
 */
export const ASSUMPTION_AREAS = ['flows and formulas', 'the API', 'deployments'] as const;

export interface Assumption {
    readonly id: string;
    readonly area: (typeof ASSUMPTION_AREAS)[number];
    /** Markdown. */
    readonly says: string;
    /** What is written on the point. */
    readonly document: string;
}

export const ASSUMPTIONS: readonly Assumption[] = [
    {
        id: 'conditions-decisions-start',
        area: 'flows and formulas',
        says: 'Conditions in decisions and in the start compare text with regard to case, and null is not equal to the empty text (Help, "Null Versus Empty String").',
        document: 'https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_resources_globalconstants.htm',
    },
    {
        id: 'reading-field-record',
        area: 'flows and formulas',
        says: 'Reading a field of a record variable that holds no record, or over an empty lookup, is a fault in assignments, decisions, filters and inputs, and blank in formulas. On create the fields of `$Record__Prior` are null everywhere.',
        document: 'https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_operators_condition.htm',
    },
    {
        id: 'conditions-outcome-evaluated',
        area: 'flows and formulas',
        says: 'The conditions of one outcome are evaluated from the left, only as far as needed.',
        document:
            'https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_build_logic_conditions_decision_element.htm',
    },
    {
        id: 'interviews-wait-different',
        area: 'flows and formulas',
        says: 'Interviews that wait at different elements are executed one element after the other, in the order of the first interview at each; nobody waits for interviews that may still arrive there.',
        document: 'https://help.salesforce.com/s/articleView?id=platform.flow_concepts_bulkification.htm',
    },
    {
        id: 'record-added-collection',
        area: 'flows and formulas',
        says: 'A record added to a collection, or given out by a loop, is a copy: changing it does not change the collection. Of the loop its page says so (“the loop copies the field values for the next item into the loop variable”).',
        document: 'https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_elements_loop.htm',
    },
    {
        id: 'update-records-record',
        area: 'flows and formulas',
        says: 'Update Records with a record variable writes every writable field that the variable holds, changed or not.',
        document: 'https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_elements_data_update.htm',
    },
    {
        id: 'rows-interview-writes',
        area: 'flows and formulas',
        says: 'Rows that one interview writes as a collection are saved together or not at all, except in an upsert that keeps its good rows.',
        document:
            'https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_bulk_dml_exceptions.htm',
    },
    {
        id: 'formula-blank-number',
        area: 'flows and formulas',
        says: "In a formula a blank number or date makes arithmetic blank and an equality neither true nor false (as in the results published with Salesforce's formula engine), but `= NULL` asks whether it is blank.",
        document: 'https://github.com/salesforce/formula-engine',
    },
    {
        id: 'formula-computes-39',
        area: 'flows and formulas',
        says: "A formula computes with 39 decimal digits and compares and rounds with 33, and `^` keeps 18, as Salesforce's open-source engine does; `TEXT()` of a number that does not end writes all 39.",
        document: 'https://github.com/salesforce/formula-engine',
    },
    {
        id: 'hyperlink-image-give',
        area: 'flows and formulas',
        says: '`HYPERLINK` and `IMAGE` give the tag itself; the attributes are as orgs have been seen to answer ([HYPERLINK](https://help.salesforce.com/s/articleView?id=sf.customize_functions_hyperlink.htm) shows only the page).',
        document: 'https://help.salesforce.com/s/articleView?id=sf.customize_functions_hyperlink.htm',
    },
    {
        id: 'trim-takes-spaces',
        area: 'flows and formulas',
        says: '`TRIM` takes spaces and tabs away, as its page says; the open-source engine takes spaces only.',
        document: 'https://help.salesforce.com/s/articleView?id=sf.customize_functions_trim.htm',
    },
    {
        id: 'entry-formula-result',
        area: 'flows and formulas',
        says: 'An entry formula without a result (a division by zero) is not met.',
        document: 'https://help.salesforce.com/s/articleView?id=platform.flow_concepts_trigger_record.htm',
    },
    {
        id: 'record-user-may',
        area: 'flows and formulas',
        says: 'A record that a user may not read is null in a relationship query (`Account.Name`), though pages show its name; a write to it is `INSUFFICIENT_ACCESS_OR_READONLY`, as is deleting without the right to. Without the right to create or edit an object a row is refused with `CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY` ([status codes](https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm); the words are those that clients report).',
        document:
            'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm',
    },
    {
        id: 'events-several-publishers',
        area: 'flows and formulas',
        says: 'Events of several publishers that come to a flow in one batch are run apart, each run as its publisher.',
        document:
            'https://help.salesforce.com/s/articleView?id=platform.flow_considerations_trigger_platform_event.htm',
    },
    {
        id: 'soql-refuses-what',
        area: 'flows and formulas',
        says: 'SOQL refuses what its reference rules out (`LIMIT` beside an aggregate without `GROUP BY`, `ORDER BY` with `FOR UPDATE` or `COUNT()`, clauses in a semi-join, more than 100,000 characters) with `MALFORMED_QUERY`; the reference gives the rules, not always the words. A syntax error shows the first place where the unexpected token stands. Subtotals of `ROLLUP` and `CUBE` come after the groups, the grand total last.',
        document:
            'https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_orderby.htm',
    },
    {
        id: 'usermode-systemmode-securityenforced',
        area: 'flows and formulas',
        says: "`WITH USER_MODE`, `SYSTEM_MODE` and `SECURITY_ENFORCED` are Apex's; over the API they are taken and change nothing.",
        document:
            'https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_using_scope.htm',
    },
    {
        id: 'directly-within-within',
        area: 'flows and formulas',
        says: '`NOT` directly within a `NOT` within a `NOT`, and `NOT` among several conditions of `HAVING`, are refused: the parser that the local org uses loses a part of them.',
        document: 'https://github.com/jetstreamapp/soql-parser-js',
    },
    {
        id: 'unhandled-fault-fails',
        area: 'flows and formulas',
        says: 'An unhandled fault fails the save with `CANNOT_EXECUTE_FLOW_TRIGGER`, a custom error with `FIELD_CUSTOM_VALIDATION_EXCEPTION`; `$Flow.FaultMessage` reads "This error occurred when the flow tried to … records: CODE: message."',
        document: 'https://help.salesforce.com/s/articleView?id=platform.flow_ref_elements_custom_error.htm',
    },
    {
        id: 'interview-goes-round',
        area: 'flows and formulas',
        says: 'An interview that goes round in circles without reading or writing ends after 200,000 elements, standing in for the CPU limit.',
        document: 'https://help.salesforce.com/s/articleView?id=platform.flow_considerations_limit_transaction.htm',
    },
    {
        id: 'scheduled-path-whose',
        area: 'flows and formulas',
        says: 'A scheduled path whose time is already past when it is scheduled runs at once; a start that asks Is Changed ends a pending path with the next save that changes nothing. Both are as admins report them, not documented.',
        document: 'https://help.salesforce.com/s/articleView?id=platform.flow_concepts_trigger_scheduled_path.htm',
    },
    {
        id: 'interviews-come-flow',
        area: 'flows and formulas',
        says: 'Interviews that come to one flow by different Subflow elements are executed together where they stand at the same element. A fault that a subflow does not handle fails the flow that called it; the Subflow element has no fault path ([Subflow element](https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_elements_subflow.htm)).',
        document: 'https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_elements_subflow.htm',
    },
    {
        id: 'record-several-interviews',
        area: 'flows and formulas',
        says: 'A record that several interviews delete in one Delete Records is deleted once, and each of them counts as having done it.',
        document: 'https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_elements_data_delete.htm',
    },
    {
        id: 'filter-scheduletriggered-flow',
        area: 'flows and formulas',
        says: 'The filter of a schedule-triggered flow is a query, so case does not matter in it. Its flow runs for each record in batches of 200, each a transaction of its own.',
        document: 'https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_considerations_trigger_schedule.htm',
    },
    {
        id: 'collections-position-remove',
        area: 'flows and formulas',
        says: "A collection's position in Remove Position counts from 1; a position that is not there is a fault.",
        document: 'https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_operators_assignment.htm',
    },
    {
        id: 'transform-type-sum',
        area: 'flows and formulas',
        says: "In a Transform of the type Sum, `aggregationField` holds the field's API name.",
        document: 'https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_visual_workflow.htm',
    },
    {
        id: 'skipping-matching-record',
        area: 'flows and formulas',
        says: 'Skipping a matching record in Create Records is no fault, and gives no id.',
        document:
            'https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_elements_data_create_check_for_duplicate_records.htm',
    },
    {
        id: 'after-save-update',
        area: 'flows and formulas',
        says: 'After the save an Update Records of `$Record` without fields writes every writable field that `$Record` holds then.',
        document: 'https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_elements_data_update.htm',
    },
    {
        id: 'call-flow-rest',
        area: 'flows and formulas',
        says: 'A call of a flow over REST answers 400 when one of its inputs failed; what the failing interview wrote is undone, the others are kept.',
        document:
            'https://developer.salesforce.com/docs/atlas.en-us.262.0.api_action.meta/api_action/actions_obj_flow.htm',
    },
    {
        id: 'scheduletriggered-flow-whose',
        area: 'flows and formulas',
        says: 'A schedule-triggered flow whose time was missed, several times over, runs once.',
        document: 'https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_considerations_trigger_schedule.htm',
    },
    {
        id: 'jwt-expired-refused',
        area: 'flows and formulas',
        says: 'A JWT that has expired is refused with `invalid_grant` and the words "expired authorization code", as orgs have been seen to answer.',
        document: 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm',
    },
    {
        id: 'event-more-than',
        area: 'flows and formulas',
        says: 'An event of more than 1 MB is refused with `LIMIT_EXCEEDED`: the [limit](https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_event_limits.htm) is documented, its error is not.',
        document:
            'https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_event_limits.htm',
    },
    {
        id: 'cometd-client-subscribes',
        area: 'flows and formulas',
        says: 'A CometD client that subscribes again to a channel of its own keeps its place unless it names a replay id. A failed handshake is answered with status 200, as clients that read its [error](https://developer.salesforce.com/docs/platform/api-streaming/guide/streaming-error-codes.html) need it.',
        document: 'https://developer.salesforce.com/docs/platform/api-streaming/guide/streaming-error-codes.html',
    },
    {
        id: 'every-field-event',
        area: 'flows and formulas',
        says: 'Every field of an event may be null in its [schema](https://developer.salesforce.com/docs/platform/api-rest/guide/resources-event-eventschema.html), required or not, and `doc` carries no field ids.',
        document: 'https://developer.salesforce.com/docs/platform/api-rest/guide/resources-event-eventschema.html',
    },
    {
        id: 'pubsub-apis-error',
        area: 'flows and formulas',
        says: "The Pub/Sub API's [error codes](https://developer.salesforce.com/docs/platform/pub-sub-api/guide/handling-errors.html) are documented; which gRPC status and words go with each is not, save for a few. The id that a publisher gives an event becomes its UUID.",
        document: 'https://developer.salesforce.com/docs/platform/pub-sub-api/guide/handling-errors.html',
    },
    {
        id: 'replay-id-valid',
        area: 'flows and formulas',
        says: 'A replay id is valid when its event, or one next to it in the org, is kept; the [documentation](https://developer.salesforce.com/docs/platform/pub-sub-api/guide/event-message-durability.html) only says that it must lie within the 72 hours.',
        document: 'https://developer.salesforce.com/docs/platform/pub-sub-api/guide/event-message-durability.html',
    },
    {
        id: 'second-assignment-permission',
        area: 'the API',
        says: 'A second assignment of one permission set to one user is refused with `DUPLICATE_VALUE`; the words "Duplicate PermissionSetAssignment" are those that deployment scripts look for, the code is written in no document.',
        document:
            'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm',
    },
    {
        id: 'record-left-recycle',
        area: 'the API',
        says: 'A record that has left the recycle bin after 15 days ([sObject Get Deleted](https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_getdeleted.htm)) is refused as unknown, `INVALID_CROSS_REFERENCE_KEY`, no longer as `ENTITY_IS_DELETED`. Deleting sets the three fields of the last change, so `deletedDate` is the `SystemModstamp`. Permission sets and their assignments go at once.',
        document: 'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_getdeleted.htm',
    },
    {
        id: 'composite-requests-invalidinput',
        area: 'the API',
        says: 'Composite requests: `INVALID_INPUT` stands for bad, repeated and circular reference ids and for [too many requests](https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_composite.htm); the limits are documented, their errors are not. Requests that may be collated are not: the answers are the same.',
        document:
            'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_composite.htm',
    },
    {
        id: 'codes-uritoolong-headerstoolong',
        area: 'the API',
        says: 'The codes `URI_TOO_LONG` and `HEADERS_TOO_LONG` stand beside the documented [statuses 414 and 431](https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm), which name none.',
        document: 'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm',
    },
    {
        id: 'bulk-jobs-codes',
        area: 'the API',
        says: 'Bulk jobs: the codes `INVALIDJOBSTATE`, `INVALIDJOB`, `CLIENTINPUTERROR` are the documented [error names](https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/bulk_api_2_0_errors.htm) in capitals, as clients report them, but the page uses `InvalidJob` only for ids; `INVALIDENTITY` is not on it and comes from reports alone; a job closed without data, a row with too few or too many columns and a duplicate header fail the job as `InvalidBatch`. Query jobs read their rows when they are made.',
        document:
            'https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/bulk_api_2_0_errors.htm',
    },
    {
        id: 'batch-counts-request',
        area: 'the API',
        says: 'A batch counts as one request and each of its subrequests as one more; the [documentation](https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_batch.htm) says "each subrequest counts against rate limits", not whether the batch itself does too.',
        document:
            'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_batch.htm',
    },
    {
        id: 'limits-without-setup',
        area: 'the API',
        says: '`/limits` is refused with `FORBIDDEN` (403) to users without _View Setup and Configuration_: that the [resource](https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_limits.htm) is for those who have it is documented, the error is not.',
        document: 'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_limits.htm',
    },
    {
        id: 'recent-lists-records',
        area: 'the API',
        says: '`/recent` lists records of every standard and custom object, with or without a tab. What the [MRU header](https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_mru.htm) says of children read over a relationship is left open: they are not noted.',
        document: 'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_mru.htm',
    },
    {
        id: 'ifmodifiedsince-compares-descriptions',
        area: 'the API',
        says: '`If-Modified-Since` compares descriptions with the last deployment and records with `LastModifiedDate`, in whole seconds ([conditional requests](https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/intro_rest_conditional_requests.htm)).',
        document:
            'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/intro_rest_conditional_requests.htm',
    },
    {
        id: 'searches-compare-whole',
        area: 'the API',
        says: 'Searches compare whole words, split at spaces and punctuation, without spelling help, synonyms or an index that lags behind, and answer in the order of SOQL, not of relevance; a telephone number is found as it is written ([FIND](https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_find.htm)). The words of `MALFORMED_SEARCH` are ours.',
        document:
            'https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_find.htm',
    },
    {
        id: 'graphql-aggregates-answer',
        area: 'the API',
        says: 'GraphQL aggregates answer ten groups at a time unless `first` says otherwise, like records, and `totalCount` counts the groups; without `groupBy` it is refused, as the [documentation](https://developer.salesforce.com/docs/platform/graphql/guide/aggregate-examples.html) lets it be read both ways. Parts of dates stand below the field, each with a `value`, under the names of the [table of functions](https://developer.salesforce.com/docs/platform/graphql/guide/aggregate-support.html).',
        document: 'https://developer.salesforce.com/docs/platform/graphql/guide/aggregate-examples.html',
    },
    {
        id: 'creating-updating-record',
        area: 'the API',
        says: 'Creating or updating a record over the UI API answers the fields that were sent and the record\'s name; which others the platform adds depends on layouts ([Update a Record](https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_resources_record_patch.htm) says only "Record"). Fields of a parent are those that were asked for.',
        document:
            'https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_resources_record_patch.htm',
    },
    {
        id: 'unknown-field-sent',
        area: 'the API',
        says: 'An unknown field sent to the UI API is `INVALID_FIELD`, one whose JSON has the wrong type `POST_BODY_PARSE_ERROR`, and an object that it does not support `INVALID_TYPE` with "Object … is not supported in UI API"; its pages give no table of these codes.',
        document:
            'https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_resources_record_patch.htm',
    },
    {
        id: 'ifunmodifiedsince-ifunmodifiedsince-updaterecord',
        area: 'the API',
        says: '`If-Unmodified-Since` (the `ifUnmodifiedSince` of `updateRecord`) is refused by name, because no page says what a conflict is answered.',
        document:
            'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/intro_rest_conditional_requests.htm',
    },
    {
        id: 'field-history-rows',
        area: 'the API',
        says: 'Field history: a lookup leaves one row with names and one with ids; a record that one transaction saves several times has the rows of each save; the values have no `DataType`; the ids of each history object begin with three characters of their own, where the platform has `017` for several.',
        document:
            'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_associated_objects_history.htm',
    },
    {
        id: 'deletions-destructivechangesxml-come',
        area: 'deployments',
        says: 'Deletions in `destructiveChanges.xml` come before the additions and see the org as it was ([Deleting components](https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deploy_deleting_files.htm)).',
        document:
            'https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deploy_deleting_files.htm',
    },
    {
        id: 'flows-formulas-validation',
        area: 'deployments',
        says: 'Flows, formulas, validation rules, lookups, record pages and modules that use a component stand in the way of its deletion, drafts included; permission sets, layouts and lists let go of it. The words are those that admins report ([example](https://salesforce.stackexchange.com/questions/16777)).',
        document: 'https://salesforce.stackexchange.com/questions/16777',
    },
    {
        id: 'part-manifest-does',
        area: 'deployments',
        says: 'A part that the manifest does not name, in the file of an object that it does not name either, is refused with "Not in package.xml" ([CLI release notes](https://github.com/forcedotcom/cli/issues/1133)).',
        document: 'https://github.com/forcedotcom/cli/issues/1133',
    },
    {
        id: 'flow-version-here',
        area: 'deployments',
        says: 'A flow has one version here, number 1. Deleting a flow by its name, or an active version, is refused as orgs were seen to ([report](https://github.com/scolladon/sfdx-git-delta/issues/366)).',
        document: 'https://github.com/scolladon/sfdx-git-delta/issues/366',
    },
    {
        id: 'cancelling-deployment-ended',
        area: 'deployments',
        says: 'Cancelling a deployment that has ended is refused with `INVALID_OPERATION`; the [documentation](https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_rest_deploy_cancel.htm) says only that it cannot be done.',
        document:
            'https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_rest_deploy_cancel.htm',
    },
    {
        id: 'record-types-administrator',
        area: 'the API',
        says: 'The System Administrator may give every active record type, as that profile sees every field here; in an org a deployed record type may need a permission set for the administrator too. Nobody else may without one, in flows in system mode either ([page](https://help.salesforce.com/s/articleView?id=platform.permissions_record_type_access.htm)).',
        document: 'https://help.salesforce.com/s/articleView?id=platform.permissions_record_type_access.htm',
    },
    {
        id: 'record-types-picklists',
        area: 'the API',
        says: 'A picklist that a record type does not name keeps all of its values and defaults under it; one that it names has the default that it marks, or none. A value that is stored already is kept when only the record type changes ([RecordType](https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_recordtype.htm)).',
        document: 'https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_recordtype.htm',
    },
    {
        id: 'campaign-members',
        area: 'the API',
        says: 'Creating and deleting campaign members needs the right to edit the campaign; the [page](https://help.salesforce.com/s/articleView?id=sales.campaigns_members_detail.htm) asks for reading campaigns, editing the person and the Marketing User licence, and licences are not looked at.',
        document: 'https://help.salesforce.com/s/articleView?id=sales.campaigns_members_detail.htm',
    },
    {
        id: 'offsets-of-months',
        area: 'flows and formulas',
        says: 'A scheduled path’s offset in months is counted by the calendar as `ADDMONTHS` counts: the last day of a month stays the last day. No document says how; the [units](https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_visual_workflow.htm) are those of the Metadata API.',
        document: 'https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_visual_workflow.htm',
    },
    {
        id: 'custom-settings-levels',
        area: 'flows and formulas',
        says: 'A record of a hierarchy custom setting that names no owner is the organisation’s. A checkbox is never undefined, so the one of a lower level counts even where nobody set it; the [documentation](https://developer.salesforce.com/docs/atlas.en-us.188.0.apexcode.meta/apexcode/apex_System_HierarchyCustomSetting_instance_methods.htm) merges “the lowest level fields that are defined”.',
        document:
            'https://developer.salesforce.com/docs/atlas.en-us.188.0.apexcode.meta/apexcode/apex_System_HierarchyCustomSetting_instance_methods.htm',
    },
];
