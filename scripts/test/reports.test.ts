/** Report types, reports and the dashboard fit together: the Metadata API's shapes alone do not say so. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const PACKAGE = 'force-app/main/default';

const read = (file: string): string => readFileSync(file, 'utf8');
const all = (xml: string, tag: string): string[] =>
    [...xml.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, 'g'))].map(([, text = '']) => text);
const nameOf = (file: string): string => path.basename(file).split('.')[0] ?? '';

/** By name, the columns of each report type as reports call them: `Object$Field`. */
const TYPES = new Map<string, ReadonlySet<string>>(
    globSync(`${PACKAGE}/reportTypes/*.reportType-meta.xml`).map((file) => {
        const xml = read(file);
        const object = all(xml, 'baseObject')[0] ?? '';
        return [`${nameOf(file)}__c`, new Set(all(xml, 'field').map((field) => `${object}$${field}`))] as const;
    }),
);
const REPORTS = new Map(
    globSync(`${PACKAGE}/reports/Landed/*.report-meta.xml`).map((file) => [nameOf(file), read(file)]),
);

test('a report type offers fields that there are', () => {
    assert.equal(TYPES.size, 3);
    for (const columns of TYPES.values()) {
        for (const column of columns) {
            const [object = '', field = ''] = column.split('$');
            if (field === 'Name' || field.includes('.')) continue; // standard, or over a lookup
            assert.ok(existsSync(`${PACKAGE}/objects/${object}/fields/${field}.field-meta.xml`), column);
        }
    }
});

test('a report asks only for what its type offers', () => {
    assert.ok(REPORTS.size >= 7);
    for (const [name, xml] of REPORTS) {
        const offered = TYPES.get(all(xml, 'reportType')[0] ?? '');
        assert.ok(offered, `${name} has an unknown report type`);
        const inFormulas = all(xml, 'calculatedFormula')
            .flatMap((formula) => [...formula.matchAll(/(\w+__c)\.(\w+):/g)])
            .map(([, object = '', field = '']) => `${object}$${field}`);
        const asked = ['field', 'column', 'dateColumn', 'sortColumn', 'downGroupingContext'].flatMap((tag) =>
            all(xml, tag),
        );
        for (const column of [...asked, ...inFormulas]) assert.ok(offered.has(column), `${name}: ${column}`);
        const summed = new Set(
            [...xml.matchAll(/<aggregateTypes>Sum<\/aggregateTypes>\s*<field>([^<]*)/g)].map((m) => m[1]),
        );
        for (const column of inFormulas) assert.ok(summed.has(column), `${name} does not sum ${column}`);
    }
});

/** What only the relay and the flows need to know, texts that no report can group or filter, and links as texts. */
const NOT_FOR_REPORTS = [
    ...['Epoch', 'Version', 'Store', 'Status_Published_At', 'Status_Received_At', 'Permanent_Evidence'],
    ...['History', 'Campaign_Id'],
].map((name) => `${name}__c`);

test('whatever a delivery report tells can be reported on, grouped and filtered', () => {
    const offered = TYPES.get('Landed_Messages__c') ?? assert.fail();
    const told = globSync(`${PACKAGE}/objects/Delivery_Report__e/fields/*`).map(nameOf);
    const missing = told
        .filter((field) => !NOT_FOR_REPORTS.includes(field))
        .map((field) => (field === 'Record_Id__c' ? 'Related_Record_Id__c' : field)) // a message has other ids, too
        .filter((field) => !offered.has(`Message__c$${field}`));
    assert.deepEqual(missing, []);
    const links = ['Contact__c', 'Lead__c', 'Campaign__c'].filter((field) => !offered.has(`Message__c$${field}`));
    assert.deepEqual(links, []);
});

test('reports say in the org what arrived, what did not and why, and what it cost', () => {
    const answered = ['Rate_by_Day', 'Rate_by_Campaign', 'Rate_by_Provider', 'Rate_by_Carrier', 'Rate_by_Country'];
    const more = ['Failures_by_Class', 'Never_Received', 'List_Hygiene', 'Cost_by_Campaign'];
    for (const name of [...answered, ...more]) assert.ok(REPORTS.has(name), name);
});

test('the dashboard shows reports that there are, by what they are grouped by', () => {
    const [file = ''] = globSync(`${PACKAGE}/dashboards/Landed/*.dashboard-meta.xml`);
    const components = read(file).split('<dashboardComponent>').slice(1);
    assert.ok(components.length >= 6);
    for (const component of components) {
        const report = REPORTS.get((all(component, 'report')[0] ?? '').replace('Landed/', ''));
        assert.ok(report, component);
        const groups = report
            .split('<groupingsDown>')
            .slice(1)
            .map((group) => all(group, 'field')[0]);
        assert.ok(groups.includes(all(component, 'groupingColumn')[0]), component);
    }
});
