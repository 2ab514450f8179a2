/** What the engine does not support it refuses when the flow is loaded, naming file, element and feature. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UnsupportedInFlow } from '../../src/flow/index.ts';
import {
    assign,
    condition,
    decide,
    FILE,
    formula,
    load,
    loadXml,
    node,
    start,
    then,
    value,
    variable,
    xml,
} from './support/flowXml.ts';
import { body, create, END, listOf, lookup, processor, setTo, startWith, STATUS } from './support/parts.ts';

interface Refusal {
    /** What the refusal must name. */
    readonly feature: string;
    readonly element: string;
    readonly xml: string;
}

const words = (text: string): string[] => text.trim().split(/\s+/);

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_visual_workflow.htm (2026-11-21) */
const TOP_LEVEL = words(`accessType apexPluginCalls choices collectionFilterCriteria customProperties
    dataLookups dataSpace dynamicChoiceSets ends exitRules experiments groups isAdditionalPermissionRequiredToRun
    migratedFromWorkflowRuleName orchestratedStages overriddenFlow recordRollbacks screens sourceTemplate
    stages startElementReference steps timeZoneSidKey waits`);
const PROCESS_TYPES = words(`Flow Workflow CustomEvent InvocableProcess LoginFlow ActionPlan UserProvisioningFlow Survey
    Appointments OrchestrationFlow FieldServiceMobile TransactionSecurityFlow RoutingFlow EvaluationFlow PromptFlow
    ApprovalWorkflow CheckoutFlow Journey RecommendationStrategy`);
const TRIGGER_TYPES = words(`EventDrivenJourney Segment DataCloudDataChange Capability
    FormSubmissionEvent AutomationEvent ExternalSystemChange DataGraphDataChange Activation`);
const START_FIELDS = words(`capabilityTypes conditions dataGraph entryType eventName eventType fanOutAction form isAsync
    maxBatchSize platformDataType reentryMode relatedRecordObject segment triggers`);
const OPERATORS = words(`None WasSelected HasNoValue HasValue IsToday IsTomorrow IsYesterday
    IsThisMonth IsNextMonth IsLastMonth ThisYear NextYear LastYear IsOn IsBefore IsAfter IsAnniversaryOfToday
    LastNumberOfDays NextNumberOfDays LastNumberOfMonths`);
const VALUE_FORMS = words(`apexValue complexValue formulaExpression setupReference sobjectValue transform
    transformValueReference collectionElements`);
const FUNCTIONS = words('VLOOKUP GETSESSIONID CURRENCYRATE PREDICT IMAGEPROXYURL');
const GLOBALS = words(`$Api.Session_ID $UserRole.Name $Client.FormFactor
    $Flow.CurrentStage $Flow.ActiveStages $System.Other`);
const DATA_TYPES = words('Apex');

const ACTION_TYPES = words('emailAlert chatterPost submit quickAction apex externalService flow');
const EMAIL_INPUTS = words(`recipientAddresses ccAddresses bccAddresses addThreadingTokenToBody attachmentIdCollection
    emailMessageType`);
const ACTION_FIELDS = words('dataTypeMappings outputParameters storeOutputAutomatically versionString offset');

function action(inner: string, type = 'emailSimple'): string {
    return node('actionCalls', 'Act', xml('actionName', {}, type) + xml('actionType', {}, type) + inner);
}

const REFUSALS: readonly Refusal[] = [
    ...TOP_LEVEL.map((name) => ({
        feature: `Flow.${name}`,
        element: 'X',
        xml: body(`<${name}><name>X</name></${name}>`),
    })),
    ...PROCESS_TYPES.map((type) => ({
        feature: `processType ${type}`,
        element: 'Parcel_Test',
        xml: body('').replace('AutoLaunchedFlow', type),
    })),
    ...TRIGGER_TYPES.map((type) => ({
        feature: `triggerType ${type}`,
        element: 'Start',
        xml: body('').replace('RecordAfterSave', type),
    })),
    ...START_FIELDS.map((name) => ({
        feature: `start.${name}`,
        element: 'Start',
        xml: startWith(`<${name}>1</${name}>`),
    })),
    ...ACTION_TYPES.map((type) => ({ feature: `actionType ${type}`, element: 'Act', xml: body(action('', type)) })),
    ...EMAIL_INPUTS.map((name) => ({
        feature: `the action's input ${name}`,
        element: 'Act',
        xml: body(action(xml('inputParameters', { name }, value('x')))),
    })),
    ...ACTION_FIELDS.map((name) => ({
        feature: `actionCalls.${name}`,
        element: 'Act',
        xml: body(action(`<${name}>1</${name}>`)),
    })),
    {
        feature: 'offsetUnit Years',
        element: 'Start',
        xml: startWith(
            `<scheduledPaths>${then('End')}<name>P</name><offsetNumber>1</offsetNumber><offsetUnit>Years</offsetUnit><timeSource>RecordTriggerEvent</timeSource></scheduledPaths>`,
        ),
    },
    {
        feature: 'pathType ApprovalRecall',
        element: 'Start',
        xml: startWith(`<scheduledPaths>${then('End')}<pathType>ApprovalRecall</pathType></scheduledPaths>`),
    },
    {
        feature: 'scheduledPaths.maxBatchSize',
        element: 'Start',
        xml: startWith(
            `<scheduledPaths>${then('End')}<pathType>AsyncAfterCommit</pathType><maxBatchSize>1</maxBatchSize></scheduledPaths>`,
        ),
    },
    ...OPERATORS.map((operator) => ({
        feature: `operator ${operator}`,
        element: 'Ask',
        xml: body(decide('Ask', condition(STATUS, operator, true), 'End')),
    })),
    {
        feature: 'EqualTo on a Parcel__c',
        element: 'Ask',
        xml: body(decide('Ask', condition('$Record', 'EqualTo', '@$Record__Prior'), 'End')),
    },
    {
        feature: 'LessThan between Date and DateTime',
        element: 'Ask',
        xml: body(decide('Ask', condition('$Record.Due_On__c', 'LessThan', '@$Flow.CurrentDateTime'), 'End')),
    },
    ...words('attributes isGroupedConditions').map((name) => ({
        feature: `rules.${name}`,
        element: 'Ask',
        xml: body(
            node(
                'decisions',
                'Ask',
                xml(
                    'rules',
                    { name: 'R', label: 'R', conditionLogic: 'and', [name]: true },
                    condition(STATUS, 'IsNull', true),
                ),
            ),
        ),
    })),
    ...words('aggregationField conditionType conditionLogic conditions').map((name) => ({
        feature: `conditions.${name}`,
        element: 'Ask',
        xml: body(
            decide(
                'Ask',
                condition(STATUS, 'IsNull', true).replace('</conditions>', `<${name}>x</${name}></conditions>`),
                'End',
            ),
        ),
    })),
    ...VALUE_FORMS.map((form) => ({
        feature: `value.${form}`,
        element: 'Set',
        xml: setTo(`<value><${form}>x</${form}></value>`),
    })),
    ...FUNCTIONS.map((name) => ({
        feature: `Function ${name}`,
        element: 'F',
        xml: body(formula('F', 'String', `${name}({!${STATUS}})`)),
    })),
    ...GLOBALS.map((name) => ({
        feature: name.startsWith('$Flow') || name.startsWith('$System') ? name : name.slice(0, name.indexOf('.')),
        element: 'F',
        xml: body(formula('F', 'String', `{!${name}}`)),
    })),
    {
        feature: 'percent field $Record.Share__c',
        element: 'F',
        xml: body(formula('F', 'Number', '{!$Record.Share__c}')),
    },
    {
        feature: "REGEX pattern with '(?i'",
        element: 'F',
        xml: body(formula('F', 'Boolean', 'REGEX({!$Record.Name}, "(?i)a")')),
    },
    ...DATA_TYPES.map((type) => ({ feature: `dataType ${type}`, element: 'v', xml: body(variable('v', type)) })),
    { feature: 'variables.apexClass', element: 'v', xml: body(variable('v', 'String', { apexClass: 'X' })) },
    {
        feature: 'operator Subtract on a collection',
        element: 'Set',
        xml: body(listOf('list') + assign('Set', [['list', 'Subtract', 'x']])),
    },
    ...words('None RemoveUncommon').map((operator) => ({
        feature: `operator ${operator}`,
        element: 'Set',
        xml: body(variable('text', 'String') + assign('Set', [['text', operator, 'x']])),
    })),
    ...words('relatedRecords dataTypeMappings').map((name) => ({
        feature: `recordLookups.${name}`,
        element: 'Get',
        xml: body(lookup(`<${name}/>`)),
    })),
    ...words('operationMultMatchingRecords operationOneMatchingRecord operationZeroMatchingRecords').map((name) => ({
        feature: `recordCreates.${name} UpdateFirstRecord`,
        element: 'Make',
        xml: body(create(`<${name}>UpdateFirstRecord</${name}>`)),
    })),
    {
        feature: 'RecommendationMapCollectionProcessor',
        element: 'Process',
        xml: body(processor('<collectionProcessorType>RecommendationMapCollectionProcessor</collectionProcessorType>')),
    },
    ...words('mapItems outputSObjectType').map((name) => ({
        feature: `collectionProcessors.${name}`,
        element: 'Process',
        xml: body(
            processor(`<collectionProcessorType>SortCollectionProcessor</collectionProcessorType><${name}>x</${name}>`),
        ),
    })),
    {
        feature: 'a DateTime in a text',
        element: 'T',
        xml: body(xml('textTemplates', { name: 'T', text: 'at {!$Flow.CurrentDateTime}' })),
    },
    {
        feature: 'customErrors.connector',
        element: 'Stop',
        xml: body(
            node(
                'customErrors',
                'Stop',
                then('End') + xml('customErrorMessages', { errorMessage: 'no', isFieldError: false }),
            ),
        ),
    },
    { feature: 'assignments.group', element: 'Set', xml: body(node('assignments', 'Set', '<group>g</group>')) },
    {
        feature: 'connector.label',
        element: 'Set',
        xml: body(
            node('assignments', 'Set', '<connector><targetReference>End</targetReference><label>x</label></connector>'),
        ),
    },
    {
        feature: 'status InvalidDraft',
        element: 'Parcel_Test',
        xml: body('').replace('<status>Active', '<status>InvalidDraft'),
    },
    { feature: 'environments Slack', element: 'Parcel_Test', xml: body('<environments>Slack</environments>') },
];

test(`${REFUSALS.length} unsupported features are each refused by name`, () => {
    assert.ok(REFUSALS.length >= 100);
    for (const refusal of REFUSALS) {
        const refused = (error: unknown): boolean => {
            assert.ok(error instanceof UnsupportedInFlow, `${refusal.feature}: ${String(error)}`);
            assert.equal(error.file, FILE);
            assert.equal(error.element, refusal.element, refusal.feature);
            assert.ok(error.feature.includes(refusal.feature), `${error.feature} names ${refusal.feature}`);
            return true;
        };
        assert.throws(() => loadXml(refusal.xml), refused, refusal.feature);
    }
});

test('the flow around the refused parts loads', () => {
    assert.equal(load(start('after', 'End'), END).elements.size, 1);
});
