import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { lintPackage, loadPackage, withText } from '../lint-metadata/lintMetadata.ts';

const PACKAGE = path.join(import.meta.dirname, '../../force-app');
const BASE = 'main/default';

interface Defect {
    readonly file: string;
    readonly find: string | RegExp;
    readonly replace: string;
    readonly message: RegExp;
}

const suppress = `${BASE}/flows/Message_Suppress.flow-meta.xml`;
const status = `${BASE}/objects/Message__c/fields/Status__c.field-meta.xml`;
const relay = `${BASE}/permissionsets/Landed_Relay.permissionset-meta.xml`;
const page = `${BASE}/flexipages/Landed_Contact_Record_Page.flexipage-meta.xml`;

const DEFECTS: Readonly<Record<string, Defect>> = {
    'malformed XML': { file: status, find: '</CustomField>', replace: '', message: /malformed XML/ },
    'an unknown element': {
        file: status,
        find: /<type>/,
        replace: '<tipe>x</tipe>\n    <type>',
        message: /unknown element <tipe> in <CustomField>/,
    },
    'an unknown element deep down': {
        file: suppress,
        find: '<leftValueReference>isOn</leftValueReference>',
        replace: '<leftValueReference>isOn</leftValueReference><rightSide>x</rightSide>',
        message: /unknown element <rightSide> in <conditions>/,
    },
    'a wrong choice': {
        file: status,
        find: '<type>Picklist<',
        replace: '<type>Pickliste<',
        message: /<type> must be one of .* not "Pickliste"/,
    },
    'a wrong boolean': {
        file: status,
        find: '<trackHistory>true<',
        replace: '<trackHistory>yes<',
        message: /<trackHistory> must be true or false/,
    },
    'a wrong number': {
        file: suppress,
        find: '<triggerOrder>10<',
        replace: '<triggerOrder>first<',
        message: /<triggerOrder> must be a number/,
    },
    'a field without help text': {
        file: status,
        find: /<inlineHelpText>.*<\/inlineHelpText>/,
        replace: '',
        message: /CustomField Message__c.Status__c lacks a help text/,
    },
    'a missing required element': {
        file: relay,
        find: /<label>.*<\/label>/,
        replace: '',
        message: /<PermissionSet> lacks required <label>/,
    },
    'a repeated single element': {
        file: relay,
        find: /(<label>.*<\/label>)/,
        replace: '$1$1',
        message: /<label> may occur only once/,
    },
    'scattered repeated elements': {
        file: suppress,
        find: '<apiVersion>67.0</apiVersion>',
        replace:
            '<variables><description>x</description><name>early</name><dataType>String</dataType></variables><apiVersion>67.0</apiVersion>',
        message: /<variables> elements must stand together in <Flow>/,
    },
    'a field without type': {
        file: status,
        find: '<type>Picklist</type>',
        replace: '',
        message: /CustomField Message__c.Status__c lacks a type/,
    },
    'a field without description': {
        file: status,
        find: /<description[^]*?<\/description>/,
        replace: '',
        message: /CustomField Message__c.Status__c lacks a description/,
    },
    'an object without description': {
        file: `${BASE}/objects/Message__c/Message__c.object-meta.xml`,
        find: /<description[^]*?<\/description>/,
        replace: '',
        message: /CustomObject Message__c lacks a description/,
    },
    'a permission set without description': {
        file: relay,
        find: /<description[^]*?<\/description>/,
        replace: '',
        message: /PermissionSet Landed_Relay lacks a description/,
    },
    'a flow without description': {
        file: suppress,
        find: /^ {4}<description[^]*?<\/description>/m,
        replace: '',
        message: /Flow Message_Suppress lacks a description/,
    },
    'a flow element without description': {
        file: suppress,
        find: /(<loops>\s*)<description[^]*?<\/description>/,
        replace: '$1',
        message: /<loops> Each_Failure lacks a description/,
    },
    'a flow variable without description': {
        file: suppress,
        find: /(<variables>\s*)<description[^]*?<\/description>/,
        replace: '$1',
        message: /<variables> \w+ lacks a description/,
    },
    'an unknown object in a flow': {
        file: suppress,
        find: '<object>Suppression__c</object>',
        replace: '<object>Supression__c</object>',
        message: /unknown object Supression__c/,
    },
    'an unknown field in a flow': {
        file: suppress,
        find: '<queriedFields>Since__c<',
        replace: '<queriedFields>Sins__c<',
        message: /unknown field Suppression__c.Sins__c/,
    },
    'an unknown field in a formula': {
        file: suppress,
        find: '{!$Record.Recipient__c}',
        replace: '{!$Record.Recipiant__c}',
        message: /unknown field Message__c.Recipiant__c/,
    },
    'an unknown field of a loop item': {
        file: suppress,
        find: '{!Each_Failure.Message_Key__c}',
        replace: '{!Each_Failure.Messages_Key__c}',
        message: /unknown field Message__c.Messages_Key__c/,
    },
    'an unknown flow resource': {
        file: suppress,
        find: '<elementReference>countsFrom<',
        replace: '<elementReference>countsWhen<',
        message: /unknown reference countsWhen/,
    },
    'a connector to nowhere': {
        file: suppress,
        find: '<targetReference>Weigh_Failure<',
        replace: '<targetReference>Weigh<',
        message: /connector to unknown element Weigh/,
    },
    'an element that nothing leads to': {
        file: suppress,
        find: /(<elementReference>countsFrom<[^]*?<connector>\s*<targetReference>)\w+</,
        replace: '$1Each_Failure<',
        message: /<\w+> \w+ is never reached/,
    },
    'an unknown subflow': {
        file: `${BASE}/flows/Contact_RequestNumber.flow-meta.xml`,
        find: '<flowName>Delivery_CheckPermission<',
        replace: '<flowName>Delivery_CheckPermissions<',
        message: /unknown flow Delivery_CheckPermissions/,
    },
    'an unknown automation switch': {
        file: suppress,
        find: 'Automation_Switch__mdt.Message_Suppress.',
        replace: 'Automation_Switch__mdt.Message_Supress.',
        message: /unknown custom metadata record Automation_Switch.Message_Supress/,
    },
    'an unknown label in a flow': {
        file: suppress,
        find: '"1970-01-01 00:00:00"',
        replace: '{!$Label.No_Such_Label}',
        message: /unknown label \$Label.No_Such_Label/,
    },
    'a missing fault path': {
        file: suppress,
        find: /<faultConnector>\s*<targetReference>Get_Created_Meanwhile<[^]*?<\/faultConnector>/,
        replace: '',
        message: /<recordCreates> Create_Suppression has no fault path/,
    },
    'a query in a loop': {
        file: suppress,
        find: /(<nextValueConnector>\s*<targetReference>)Weigh_Failure</,
        replace: '$1Get_Last_Delivered<',
        message: /<recordLookups> Get_Last_Delivered runs inside loop Each_Failure/,
    },
    'a hard-coded id': {
        file: suppress,
        find: '<stringValue>Opt Out<',
        replace: '<stringValue>0035e00000AbCdEAAV<',
        message: /hard-coded id 0035e00000AbCdEAAV/,
    },
    'an unknown field in a permission set': {
        file: relay,
        find: '<field>Message__c.Status__c<',
        replace: '<field>Message__c.State__c<',
        message: /unknown field Message__c.State__c/,
    },
    'an unknown object in a permission set': {
        file: relay,
        find: '<object>Message__c<',
        replace: '<object>Mesage__c<',
        message: /unknown object Mesage__c/,
    },
    'an unknown component on a page': {
        file: page,
        find: '<componentName>deliveryStatus<',
        replace: '<componentName>deliveryState<',
        message: /unknown component deliveryState/,
    },
    'an unknown field on a page': {
        file: page,
        find: 'Record.Reachability__c',
        replace: 'Record.Reach__c',
        message: /unknown field Contact.Reach__c/,
    },
    'an unknown region of a page': {
        file: page,
        find: '<value>mainTabs<',
        replace: '<value>tabs<',
        message: /unknown region tabs/,
    },
    'an unknown tab in the app': {
        file: `${BASE}/applications/Landed.app-meta.xml`,
        find: '<tabs>Message__c<',
        replace: '<tabs>Letter__c<',
        message: /unknown tab Letter__c/,
    },
    'an unknown field in a layout': {
        file: `${BASE}/layouts/Message__c-Message Layout.layout-meta.xml`,
        find: '<field>Status__c<',
        replace: '<field>State__c<',
        message: /unknown field Message__c.State__c/,
    },
    'an unknown quick action in a layout': {
        file: `${BASE}/layouts/Suppression__c-Suppression Layout.layout-meta.xml`,
        find: '<actionName>Suppression__c.Lift<',
        replace: '<actionName>Suppression__c.Left<',
        message: /unknown quick action Suppression__c.Left/,
    },
    'an unknown field in a quick action': {
        file: `${BASE}/quickActions/Delivery_Alert__c.Acknowledge.quickAction-meta.xml`,
        find: '<field>Status__c<',
        replace: '<field>State__c<',
        message: /unknown field Delivery_Alert__c.State__c/,
    },
    'an unknown field in custom metadata': {
        file: `${BASE}/customMetadata/Dial_Plan.GB.md-meta.xml`,
        find: '<field>Country__c<',
        replace: '<field>Land__c<',
        message: /unknown field Dial_Plan__mdt.Land__c/,
    },
    'an unknown field in a list view': {
        file: `${BASE}/objects/Message__c/listViews/Failed.listView-meta.xml`,
        find: '<columns>Status__c<',
        replace: '<columns>State__c<',
        message: /unknown field Message__c.State__c/,
    },
    'an unknown field in a formula field': {
        file: `${BASE}/objects/Message__c/fields/Sort_Key__c.field-meta.xml`,
        find: 'TEXT(Occurred_At__c)',
        replace: 'TEXT(Ocurred_At__c)',
        message: /unknown field Message__c.Ocurred_At__c in a formula/,
    },
    'an unknown field in a validation rule': {
        file: `${BASE}/objects/Suppression__c/validationRules/Lift_Needs_Permission.validationRule-meta.xml`,
        find: 'Is_Active__c',
        replace: 'Is_Activ__c',
        message: /unknown field Suppression__c.Is_Activ__c in a formula/,
    },
    'an unknown object of a lookup': {
        file: `${BASE}/objects/Message__c/fields/Campaign__c.field-meta.xml`,
        find: '<referenceTo>Campaign<',
        replace: '<referenceTo>Campain<',
        message: /unknown object Campain/,
    },
    'an unknown field in a report type': {
        file: `${BASE}/reportTypes/Landed_Totals.reportType-meta.xml`,
        find: '<field>Day__c<',
        replace: '<field>Days__c<',
        message: /unknown field Delivery_Summary__c.Days__c/,
    },
    'a translation of an unknown field': {
        file: `${BASE}/objectTranslations/Message__c-de/Message__c-de.objectTranslation-meta.xml`,
        find: '<name>Status__c<',
        replace: '<name>State__c<',
        message: /unknown field Message__c.State__c/,
    },
    'an unknown custom permission in a validation rule': {
        file: `${BASE}/objects/Suppression__c/validationRules/Lift_Needs_Permission.validationRule-meta.xml`,
        find: '$Permission.Lift_Suppression',
        replace: '$Permission.Lift_Suppresion',
        message: /unknown custom permission \$Permission\.Lift_Suppresion/,
    },
    'an exposed component without description': {
        file: `${BASE}/lwc/deliveryStatus/deliveryStatus.js-meta.xml`,
        find: /<description[^]*?<\/description>/,
        replace: '',
        message: /LightningComponentBundle deliveryStatus lacks a description/,
    },
    'an unknown label in a component': {
        file: `${BASE}/lwc/deliveryStatus/deliveryStatus.ts`,
        find: /^/,
        replace: "import noSuchLabel from '@salesforce/label/c.No_Such_Label';\n",
        message: /unknown label No_Such_Label/,
    },
};

const loaded = loadPackage(PACKAGE);

test('the package has no problem', () => {
    assert.deepEqual(lintPackage(loaded), []);
    assert.ok(loaded.files.size > 100, `only ${loaded.files.size} files were read`);
});

for (const [name, defect] of Object.entries(DEFECTS)) {
    test(`${name} is named with its file`, () => {
        const file = path.join(PACKAGE, defect.file);
        const before = readFileSync(file, 'utf8');
        const after = before.replace(defect.find, defect.replace);
        assert.notEqual(after, before, 'the defect was not planted');
        const named = lintPackage(withText(loaded, file, after)).filter(({ message }) => defect.message.test(message));
        assert.notEqual(named.length, 0, 'the defect was not found');
        assert.ok(named.every((problem) => problem.path === file && problem.line > 0));
    });
}
