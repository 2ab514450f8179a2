/** What the set-up page reads of custom metadata, which no component can read: formulas that name every record. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const PACKAGE = 'force-app/main/default';
/** "Formulas are limited to 3,900 characters": http://www.simplysfdc.com/2013/11/salesforce-formula-size.html (2026-11-26) */
const LONGEST_FORMULA = 3_900;

const recordsOf = (type: string): string[] =>
    globSync(`${PACKAGE}/customMetadata/${type}.*.md-meta.xml`)
        .map((file) => path.basename(file, '.md-meta.xml').slice(type.length + 1))
        .sort();

function formulaOf(field: string): string {
    const file = `${PACKAGE}/objects/Relay_Status__c/fields/${field}.field-meta.xml`;
    return (/<formula>([^]*)<\/formula>/.exec(readFileSync(file, 'utf8'))?.[1] ?? '').replaceAll('&amp;', '&');
}

const named = (formula: string, type: string): string[] =>
    [
        ...new Set(
            [...formula.matchAll(new RegExp(`\\$CustomMetadata\\.${type}__mdt\\.(\\w+)\\.`, 'g'))].map((m) => m[1]!),
        ),
    ].sort();

for (const [field, type] of [
    ['Automations_Off__c', 'Automation_Switch'],
    ['Policies__c', 'Delivery_Policy'],
] as const) {
    test(`${field} names every ${type} of the package`, () => {
        const formula = formulaOf(field);
        assert.deepEqual(named(formula, type), recordsOf(type));
        assert.ok(formula.length <= LONGEST_FORMULA, `${formula.length} characters`);
    });
}
