/**
 * Writes the two fields by which the set-up page sees custom metadata, which no component can read: formulas that name
 * every switch and every policy of the package.
 */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { writeGenerated } from './generated.ts';

const PACKAGE = 'force-app/main/default';
/** "Formulas are limited to 3,900 characters": http://www.simplysfdc.com/2013/11/salesforce-formula-size.html (2026-11-26) */
const LONGEST_FORMULA = 3_900;
const CONSTRAINT = 'Components cannot read custom metadata themselves.';

interface FormulaField {
    readonly name: string;
    readonly label: string;
    readonly description: string;
    readonly helpText: string;
    readonly formula: string;
}

const recordsOf = (type: string): string[] =>
    globSync(`${PACKAGE}/customMetadata/${type}.*.md-meta.xml`)
        .map((file) => path.basename(file, '.md-meta.xml').slice(type.length + 1))
        .sort();

const ofRecord = (type: string, name: string, field: string): string => `$CustomMetadata.${type}__mdt.${name}.${field}`;

const offIfSwitchedOff = (name: string): string =>
    `IF(${ofRecord('Automation_Switch', name, 'Is_On__c')}, "", "${name} ")`;

/** What is off when it is installed, until an admin wants it, is nothing to be told of. */
const isOnWhenInstalled = (name: string): boolean =>
    /<field>Is_On__c<\/field>\s*<value[^>]*>true</.test(
        readFileSync(`${PACKAGE}/customMetadata/Automation_Switch.${name}.md-meta.xml`, 'utf8'),
    );

/** In the order in which c/deliverySetup reads them. */
function policyLine(name: string): string {
    const field = (api: string): string => ofRecord('Delivery_Policy', name, api);
    const texts = [
        ...['Fallback_Seconds__c', 'Fallback_Channel__c', 'Pending_Hours__c', 'Undelivered_Email_Hours__c'],
        ...['Failure_Threshold__c', 'Quiet_Hours_Start__c', 'Quiet_Hours_End__c', 'Evidence_Days__c'],
    ].map((api) => `TEXT(${field(api)})`);
    return [`"${name}"`, `IF(${field('High_Stakes__c')}, "1", "0")`, ...texts].join(' & "|" & ');
}

const FIELDS: readonly FormulaField[] = [
    {
        name: 'Automations_Off__c',
        label: 'Automations Off',
        description: `Names of the automations of the package whose switch (Automation_Switch__mdt) is off though it is on when installed. ${CONSTRAINT}`,
        helpText: 'Blank when all are on. Switch them in Setup, Custom Metadata Types, Automation Switch.',
        formula: recordsOf('Automation_Switch').filter(isOnWhenInstalled).map(offIfSwitchedOff).join(' & '),
    },
    {
        name: 'Policies__c',
        label: 'Policies',
        description:
            'The policies of the package (Delivery_Policy__mdt), one after the other with a semicolon between: name, ' +
            'high stakes, seconds to the fallback, its channel, hours until pending counts as a soft failure, hours ' +
            `until an email, failures in a row until a review, quiet hours from and to, days that unsure evidence counts. ${CONSTRAINT}`,
        helpText: 'For the page Setup and Health. Change them in Setup, Custom Metadata Types, Delivery Policy.',
        formula: recordsOf('Delivery_Policy').map(policyLine).join(' & ";" & '),
    },
];

for (const { name, label, description, helpText, formula } of FIELDS) {
    if (formula.length > LONGEST_FORMULA) throw new Error(`The formula of ${name} has ${formula.length} characters`);
    await writeGenerated(
        `${PACKAGE}/objects/Relay_Status__c/fields/${name}.field-meta.xml`,
        `<?xml version="1.0" encoding="UTF-8" ?>
<CustomField xmlns="http://soap.sforce.com/2006/04/metadata">
    <fullName>${name}</fullName>
    <description>${description}</description>
    <formula>${formula.replaceAll('&', '&amp;')}</formula>
    <formulaTreatBlanksAs>BlankAsBlank</formulaTreatBlanksAs>
    <inlineHelpText>${helpText}</inlineHelpText>
    <label>${label}</label>
    <trackHistory>false</trackHistory>
    <type>Text</type>
    <unique>false</unique>
</CustomField>
`,
    );
}
