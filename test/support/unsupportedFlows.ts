/**
 * What flows may have on the platform and not in the local org: kinds of flows, triggers, actions, resources and
 * attributes, as the schema of the Metadata API names them.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_visual_workflow.htm (2026-11-25)
 */
export interface OddPart {
    /** How the flow differs from one that is taken. */
    readonly body?: string;
    readonly start?: string;
    readonly processType?: string;
    /** What the refusal names. */
    readonly name: RegExp;
    /** Which element it names. */
    readonly owner: RegExp;
}

const words = (text: string): string[] => text.trim().split(/\s+/);

const PROCESS_TYPES = words(`Flow Workflow CustomEvent InvocableProcess LoginFlow ActionPlan JourneyBuilderIntegration
    UserProvisioningFlow Survey SurveyEnrich Appointments FSCLending DigitalForm FieldServiceMobile OrchestrationFlow
    FieldServiceWeb TransactionSecurityFlow ContactRequestFlow ManagedContentFlow CheckoutFlow CartAsyncFlow
    DataCaptureFlow CustomerLifecycle Journey RecommendationStrategy Orchestrator RoutingFlow ServiceCatalogItemFlow
    EvaluationFlow LoyaltyManagementFlow ManagedContentAuthoringWorkflow ActionCadenceAutolaunchedFlow
    ActionCadenceStepFlow IndicatorResultFlow IndividualObjectLinkingFlow PromptFlow ApprovalWorkflow
    DcvrFrameworkDataCaptureFlow ActivityObjectMatchingFlow ActionableEventManagementFlow
    StageManagementEvaluationFlow IdentityUserRegistrationFlow AgxBackgroundFlow AgxScreenFlow UnifiedSchedulingFlow`);

const TRIGGER_TYPES = words(`EventDrivenJourney Segment DataCloudDataChange FormSubmissionEvent Capability
    AutomationEvent ExternalSystemChange DataGraphDataChange Activation AdminAutomationEvent BroadcastNoTrigger
    OnDemandNoTrigger IndivRelatedRecord ScheduledHighScale`);

const START_FIELDS = words(`activation activationTemplate capabilityTypes conditions dataGraph entryType eventName
    eventType fanOutAction form individualObjectRelatedField inputs isAsync objectContainer
    prioritizedContactPointsList publishSegment segment sendMsgToOneContactPtPerIndv triggeringDataGraph
    triggeringDataModelObjectPath versionString`);

const ACTION_TYPES =
    words(`apex chatterPost contentWorkspaceEnableFolders emailAlert flow metricRefresh quickAction submit
    thanks thunderResponse createServiceReport deployOrchestration createResponseEventAction generateWorkOrders
    deactivateSessionPermSet activateSessionPermSet aggregateValue orchestrationTimer orchestrationDebugLog choosePricebook
    localAction routeWork skillsBasedRouting externalService sendNotification stepInteractive stepBackground
    managedContentPublish generatePromptResponse addScreenPopAction`);

const TOP_LEVEL = words(`apexPluginCalls choices collectionFilterCriteria customProperties dataLookups
    dynamicChoiceSets ends exitRules experiments groups orchestratedStages recordRollbacks screens stages steps waits`);

const GLOBALS = words(`$Api.Session_ID $UserRole.Name $Setup.Thing__c.Field__c $Client.FormFactor $Flow.CurrentStage
    $Flow.ActiveStages $System.Other`);

/** Attributes of elements that change what they do, each in an element that is taken without it. */
const ATTRIBUTES: Readonly<Record<string, { readonly inner: string; readonly names: readonly string[] }>> = {
    recordLookups: {
        inner: '<object>Contact</object><storeOutputAutomatically>true</storeOutputAutomatically>',
        names: ['relatedRecords', 'dataTypeMappings', 'group'],
    },
    loops: { inner: '<collectionReference>list</collectionReference>', names: ['group', 'filter', 'limit'] },
    assignments: { inner: '', names: ['group', 'elementSubtype', 'faultConnector'] },
    subflows: { inner: '<flowName>Other</flowName>', names: ['faultConnector', 'versionString', 'isAsync'] },
    decisions: { inner: '', names: ['attributes', 'faultConnector', 'elementSubtype'] },
    collectionProcessors: {
        inner: '<collectionReference>list</collectionReference><collectionProcessorType>SortCollectionProcessor</collectionProcessorType>',
        names: ['mapItems', 'outputSObjectType', 'faultConnector'],
    },
    customErrors: {
        inner: '<customErrorMessages><errorMessage>no</errorMessage><isFieldError>false</isFieldError></customErrorMessages>',
        names: ['connector', 'faultConnector'],
    },
};

const OPERATORS = words(`None WasSelected HasNoValue HasValue IsToday IsTomorrow IsYesterday IsThisMonth IsNextMonth
    IsLastMonth ThisYear NextYear LastYear IsOn IsBefore IsAfter IsAnniversaryOfToday LastNumberOfDays
    NextNumberOfDays LastNumberOfMonths`);

const ODD = /Odd_One/;
const named = (tag: string, inner: string): string =>
    `<${tag}><name>Odd_One</name><label>Odd one</label><locationX>0</locationX><locationY>0</locationY>${inner}</${tag}>`;

const condition = (operator: string): string =>
    named(
        'decisions',
        `<rules><name>Odd_Rule</name><conditionLogic>and</conditionLogic><conditions><leftValueReference>text</leftValueReference><operator>${operator}</operator><rightValue><booleanValue>true</booleanValue></rightValue></conditions><label>Odd</label></rules>`,
    ) + '<variables><name>text</name><dataType>String</dataType></variables>';

const formula = (reference: string): string =>
    `<assignments><name>Odd_One</name><label>Odd one</label><locationX>0</locationX><locationY>0</locationY></assignments>
     <formulas><name>oddFormula</name><dataType>String</dataType><expression>{!${reference}}</expression></formulas>`;

const escaped = (text: string): string => text.replaceAll('$', '\\$').replaceAll('.', '\\.');

/** Each is put into every kind of start. */
export const ODD_BODIES: readonly OddPart[] = [
    ...TOP_LEVEL.map((tag) => ({ body: named(tag, ''), name: new RegExp(tag), owner: ODD })),
    ...ACTION_TYPES.map((type) => ({
        body: named('actionCalls', `<actionName>${type}</actionName><actionType>${type}</actionType>`),
        name: new RegExp(`actionType ${type}`),
        owner: ODD,
    })),
    ...GLOBALS.map((name) => ({
        body: formula(name),
        name: new RegExp(escaped(/^\$(Flow|System)/.test(name) ? name : (name.split('.')[0] ?? name))),
        owner: /oddFormula/,
    })),
    ...Object.entries(ATTRIBUTES).flatMap(([tag, { inner, names }]) =>
        names.map((attribute) => ({
            body: named(tag, `${inner}<${attribute}>1</${attribute}>`),
            name: new RegExp(`${tag}\\.${attribute}`),
            owner: ODD,
        })),
    ),
    ...OPERATORS.map((operator) => ({
        body: condition(operator),
        name: new RegExp(`operator ${operator}`),
        owner: ODD,
    })),
];

const FIRST = '<connector><targetReference>Odd_One</targetReference></connector>';
const START_OF_CONTACT = '<object>Contact</object><recordTriggerType>Create</recordTriggerType>';
const END = named('assignments', '');

/** Each is a flow of its own. */
export const ODD_FLOWS: readonly OddPart[] = [
    ...PROCESS_TYPES.map((type) => ({
        ...{ body: END, start: `<start>${FIRST}</start>`, processType: type },
        name: new RegExp(`processType ${type}`),
        owner: /Odd_\d+/,
    })),
    ...TRIGGER_TYPES.map((type) => ({
        ...{ body: END, start: `<start>${FIRST}${START_OF_CONTACT}<triggerType>${type}</triggerType></start>` },
        name: new RegExp(`triggerType ${type}`),
        owner: /Start/,
    })),
    ...START_FIELDS.map((field) => ({
        body: END,
        start: `<start>${FIRST}${START_OF_CONTACT}<triggerType>RecordAfterSave</triggerType><${field}>1</${field}></start>`,
        name: new RegExp(`start\\.${field}`),
        owner: /Start/,
    })),
];
