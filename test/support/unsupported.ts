/**
 * A small grammar of what the platform has and the local org does not: SOQL clauses, endpoints and flow elements. Each
 * comes with the word that a refusal must contain. When one becomes supported, its line leaves this file.
 */
import { ODD_BODIES, ODD_FLOWS } from './unsupportedFlows.ts';

export interface Unsupported {
    /** The query, the call, or the file of the flow. */
    readonly text: string;
    /** A refusal names at least this. */
    readonly name: RegExp;
}

export interface UnsupportedCall extends Unsupported {
    readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
}

const cross = <A, B, R>(left: readonly A[], right: readonly B[], join: (a: A, b: B) => R): R[] =>
    left.flatMap((a) => right.map((b) => join(a, b)));

const OBJECTS = ['Contact', 'Account', 'Campaign', 'Lead', 'Case'] as const;

/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select.htm (2026-11-21) */
const QUERY_SHAPES: readonly [shape: string, name: RegExp][] = [
    ['SELECT FIELDS(ALL) FROM $', /FIELDS/],
    ['SELECT FIELDS(CUSTOM) FROM $ LIMIT 201', /FIELDS/],
    ['SELECT Id, toLabel(Name) FROM $', /toLabel/i],
    ['SELECT Id, convertCurrency(Id) FROM $', /convertCurrency/],
    ['SELECT Id FROM $ USING SCOPE team', /USING SCOPE team/],
    ['SELECT Id FROM $ USING SCOPE delegated', /USING SCOPE delegated/],
    ['SELECT Id FROM $ UPDATE TRACKING', /TRACKING/],
    ['SELECT Id FROM $ UPDATE VIEWSTAT', /VIEWSTAT/],
    ['SELECT Id FROM $ ALL ROWS', /ALL ROWS/],
    ['SELECT Id FROM $ ORDER BY Id FOR UPDATE', /FOR UPDATE/],
    ['SELECT CALENDAR_YEAR(CreatedDate) FROM $', /CALENDAR_YEAR/],
    ['SELECT Id FROM $ WHERE DAY_ONLY(Id) = 2026-01-01', /DAY_ONLY/],
    ['SELECT COUNT(Id) FROM $ LIMIT 5', /LIMIT/],
    ["SELECT Id FROM $ WHERE DISTANCE(Place__c, GEOLOCATION(1, 2), 'km') < 3", /DISTANCE|GEOLOCATION|Place__c/i],
    ['SELECT Id FROM $ WITH DATA CATEGORY Geography__c AT usa__c', /DATA CATEGORY|WITH/i],
    ['SELECT Id, TYPEOF Owner WHEN User THEN Name END FROM $', /TYPEOF/i],
];

export const QUERIES: readonly Unsupported[] = cross(OBJECTS, QUERY_SHAPES, (object, [shape, name]) => ({
    text: shape.replace('$', object),
    name,
}));

const BASE = '/services/data/v67.0';

/** Resources of the REST reference: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_list.htm (2026-11-21) */
const PATHS: readonly [method: UnsupportedCall['method'], path: string][] = [
    ['GET', '/search/layout?q=Contact'],
    ['GET', '/query?explain=SELECT%20Id%20FROM%20Contact'],
    ['GET', '/sobjects/Contact/listviews'],
    ['GET', '/sobjects/Contact/describe/layouts'],
    ['GET', '/sobjects/Contact/describe/compactLayouts'],
    ['GET', '/sobjects/Contact/describe/approvalLayouts'],
    ['GET', '/sobjects/Contact/quickActions'],
    ['GET', '/sobjects/Contact/defaultValues'],
    ['GET', '/actions'],
    ['GET', '/actions/standard'],
    ['POST', '/actions/custom/apex/Some_Class'],
    ['GET', '/actions/custom/emailAlert'],
    ['GET', '/appMenu/AppSwitcher'],
    ['GET', '/chatter/users/me'],
    ['GET', '/analytics/reports'],
    ['GET', '/analytics/dashboards'],
    ['GET', '/process/rules'],
    ['POST', '/process/approvals'],
    ['GET', '/quickActions'],
    ['GET', '/tabs'],
    ['GET', '/theme'],
    ['GET', '/limits/recordCount?sObjects=Contact'],
    ['GET', '/support/dataCategoryGroups'],
    ['GET', '/eventgroups'],
    ['GET', '/consent/dsr'],
    ['GET', '/ui-api/record-ui/003000000000001'],
    ['GET', '/ui-api/layout/Contact'],
    ['GET', '/tooling/executeAnonymous?anonymousBody=x'],
    ['GET', '/tooling/sobjects'],
    ['POST', '/tooling/runTestsSynchronous'],
    ['GET', '/wave/datasets'],
    ['GET', '/connect/communities'],
    ['GET', '/knowledgeManagement/settings'],
    ['GET', '/licensing/configuration'],
    ['GET', '/composite/sobjects/Contact/Email/listviews/batch'],
    ['GET', '/search/suggestions?q=ada&sobject=Contact'],
    ['GET', '/search/scopeOrder'],
    ['GET', '/sobjects/relevantItems'],
    ['GET', '/sobjects/Contact/describe/namedLayouts/Some'],
    ['GET', '/actions/standard/emailSimple'],
    ['GET', '/jobs/ingest/750000000000001/parts'],
    ['GET', '/compactLayouts?q=Contact'],
    ['GET', '/folders'],
    ['GET', '/dedupe/job'],
    ['GET', '/parameterizedSearch/batch'],
    ['GET', '/localizedvalue/records/default'],
    ['GET', '/scheduling'],
    ['GET', '/smartdatadiscovery'],
    ['GET', '/payments'],
    ['GET', '/asyncqueries'],
    ['PUT', '/sobjects/Contact/003000000000001'],
];

/** The last word of the path is what a refusal must name; of a record, the method that it does not have. */
function nameOf(method: string, path: string): RegExp {
    const last = path.split('?')[0]?.split('/').at(-1) ?? '';
    return /^00[03]/.test(last) && method !== 'GET' ? new RegExp(method) : new RegExp(last, 'i');
}

export const CALLS: readonly UnsupportedCall[] = PATHS.map(([method, path]) => ({
    method,
    text: BASE + path,
    name: nameOf(method, path),
}));

const trigger = (type: string): string => `
    <start>
        <connector><targetReference>Odd_One</targetReference></connector>
        <object>Contact</object>
        <recordTriggerType>CreateAndUpdate</recordTriggerType>
        <triggerType>${type}</triggerType>
    </start>`;
const AUTOLAUNCHED = '<start><connector><targetReference>Odd_One</targetReference></connector></start>';

/** Where a flow may begin: before the save, after it, called. */
const STARTS = [trigger('RecordBeforeSave'), trigger('RecordAfterSave'), AUTOLAUNCHED] as const;

const named = (tag: string, body: string): string =>
    `<${tag}><name>Odd_One</name><label>Odd one</label><locationX>0</locationX><locationY>0</locationY>${body}</${tag}>`;

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_visual_workflow.htm (2026-11-21) */
const ELEMENTS: readonly [xml: string, name: RegExp][] = [
    [
        named('actionCalls', '<actionName>chatterPost</actionName><actionType>chatterPost</actionType>'),
        /actionCalls|chatterPost/,
    ],
    [named('apexPluginCalls', '<apexClass>Some_Class</apexClass>'), /apexPluginCalls/],
    [named('subflows', '<flowName>Some_Flow</flowName>'), /subflows|Some_Flow/],
    [named('screens', '<allowBack>true</allowBack>'), /screens/],
    [named('waits', '<defaultConnectorLabel>Else</defaultConnectorLabel>'), /waits/],
    [
        named(
            'transforms',
            '<dataType>String</dataType><isCollection>false</isCollection><transformValues><transformValueActions><transformType>InnerJoin</transformType></transformValueActions></transformValues>',
        ),
        /InnerJoin/,
    ],
    [named('recordRollbacks', ''), /recordRollbacks/],
    [named('orchestratedStages', ''), /orchestratedStages/],
    [named('steps', ''), /steps/],
    [named('dataLookups', ''), /dataLookups/],
    [named('experiments', ''), /experiments/],
];

/** Functions that the platform documents for formulas, used where they cannot be known here. */
const FUNCTIONS = [
    'VLOOKUP',
    'IMAGEPROXYURL',
    'HTMLENCODE',
    'GETSESSIONID',
    'GETRECORDIDS',
    'JUNCTIONIDLIST',
    'PREDICT',
    'LINKTO',
    'URLFOR',
    'INCLUDE',
    'JSENCODE',
    'REQUIRESCRIPT',
    'PARENTGROUPVAL',
    'CURRENCYRATE',
    'TRANSLATE',
] as const;

const formulaFlow = (name: string): string => `
    <assignments>
        <name>Odd_One</name>
        <label>Odd one</label>
        <locationX>0</locationX>
        <locationY>0</locationY>
        <assignmentItems>
            <assignToReference>answer</assignToReference>
            <operator>Assign</operator>
            <value><elementReference>oddFormula</elementReference></value>
        </assignmentItems>
    </assignments>
    <formulas>
        <name>oddFormula</name>
        <dataType>String</dataType>
        <expression>${name}(&quot;a&quot;, &quot;b&quot;)</expression>
    </formulas>
    <variables>
        <name>answer</name>
        <dataType>String</dataType>
        <isCollection>false</isCollection>
        <isInput>false</isInput>
        <isOutput>false</isOutput>
    </variables>`;

export interface UnsupportedFlow {
    readonly fullName: string;
    readonly xml: string;
    readonly name: RegExp;
    /** Which element the refusal names. */
    readonly owner: RegExp;
}

const flowXml = (
    start: string,
    body: string,
    processType = 'AutoLaunchedFlow',
): string => `<?xml version="1.0" encoding="UTF-8"?>
<Flow xmlns="http://soap.sforce.com/2006/04/metadata">
    <apiVersion>67.0</apiVersion>
    <label>Odd</label>
    <processType>${processType}</processType>
    ${body}
    ${start}
    <status>Active</status>
</Flow>
`;

const ELEMENT = /Odd_One|oddFormula/;

export const FLOWS_REFUSED: readonly UnsupportedFlow[] = [
    ...cross(STARTS, ELEMENTS, (start, [xml, name]) => ({ xml: flowXml(start, xml), name, owner: ELEMENT })),
    ...cross(STARTS, FUNCTIONS, (start, name) => ({
        xml: flowXml(start, formulaFlow(name)),
        name: new RegExp(name),
        owner: ELEMENT,
    })),
    ...cross(STARTS, ODD_BODIES, (start, { body = '', name, owner }) => ({ xml: flowXml(start, body), name, owner })),
    ...ODD_FLOWS.map(({ start = '', body = '', processType, name, owner }) => ({
        xml: flowXml(start, body, processType),
        ...{ name, owner },
    })),
].map((flow, index) => ({ fullName: `Odd_${index}`, ...flow }));
