/** Report types, reports and the dashboard fit together: the Metadata API's shapes alone do not say so. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openFlowOrg, type Row } from '#local-org/flow-tests';
import { Dice } from '../../test/support/dice.ts';
import { reportQuery } from '../testing/reportQuery.ts';

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
    const answered = [
        'Rate_by_Day',
        'Rate_by_Campaign',
        'Rate_by_Provider',
        'Rate_by_Carrier',
        'Rate_by_Country',
        'Rate_by_Location',
    ];
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

test('the rate of a report is what was delivered of what left for somebody', () => {
    const rated = [...REPORTS].filter(([, xml]) => xml.includes('<calculatedFormula>'));
    assert.ok(rated.length >= 6);
    for (const [name, xml] of rated) {
        const [formula = ''] = all(xml, 'calculatedFormula');
        const short = formula.replaceAll(/Delivery_Summary__c\.(\w+)__c:SUM/g, '$1');
        const left = '(Total - No_Status - Scheduled - Queued - Canceled)';
        assert.equal(short, `IF(${left} = 0, 0, Delivered / ${left})`, name);
    }
});

/** The local org runs no reports. What they ask is asked in SOQL, of rows whose answers are counted here once more. */
/** What a total has beside its key and its dimensions. */
const COUNTS = [
    'No_Status',
    'Scheduled',
    'Queued',
    'Canceled',
    'Failed',
    'Undelivered',
    'Rejected',
    'Expired',
    'Opted_Out',
    'Engaged',
    'Segments',
    'Failed_Segments',
    'Cost',
    'Failed_Cost',
].map((name) => `${name}__c`);

describe('of the rows of an org a report', () => {
    const NOW = '2026-05-20T12:00:00Z';
    const seeded = new Dice(20_260_520);
    const org = openFlowOrg({ project: '.', flows: [], now: NOW });
    const random = (below: number): number => seeded.roll(below);
    const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T; // below its length
    /** None lies on the edge of a time frame; the last two are in the quarter before. */
    const daysAgo = (): Date => new Date(Date.parse(NOW) - pick([0, 1, 5, 6, 8, 20, 29, 31, 45, 60, 80]) * 86_400_000);

    let campaigns: readonly (string | null)[] = [];

    before(async () => {
        campaigns = [null, ...(await org.insert('Campaign', [{ Name: 'Spring' }, { Name: 'Summer' }]))];
        await org.insert(
            'Delivery_Summary__c',
            Array.from({ length: 120 }, (_, index) => summaryRow(index)),
        );
        await org.insert(
            'Message__c',
            Array.from({ length: 200 }, (_, index) => messageRow(index)),
        );
        await org.insert(
            'Suppression__c',
            Array.from({ length: 60 }, (_, index) => suppressionRow(index)),
        );
    });
    after(() => org.close());

    const summaryRow = (index: number): Row => ({
        ...{
            Campaign__c: pick(campaigns),
            Summary_Key__c: `row ${index}`,
            Day__c: daysAgo().toISOString().slice(0, 10),
        },
        ...{ Provider__c: pick(['twilio', 'bsr', null]), Carrier__c: pick(['Thames', 'Garonne', null]) },
        ...{
            Country__c: pick(['GB', 'FR']),
            Sender_Type__c: pick(['Long Code', null]),
            Location__c: pick(['Leeds', 'Other', null]),
            Cost_Currency__c: pick(['GBP', 'EUR']),
        },
        ...Object.fromEntries(COUNTS.map((name) => [name, random(9)])),
        ...{ Total__c: 200 + random(100), Delivered__c: 100 + random(50) },
    });
    const messageRow = (index: number): Row => ({
        ...{ Message_Key__c: `twilio:SM${index}`, Channel__c: 'SMS', Status_At__c: daysAgo().toISOString() },
        ...{
            Provider__c: 'twilio',
            Recipient__c: '+447700900199',
            Purpose__c: pick(['OTP', 'Donation', 'Newsletter', null]),
        },
        Status__c: pick(['Unconfirmed', 'Expired', 'Undelivered', 'Delivered', 'Sent', 'Unknown']),
        Failure_Class__c: pick(['Permanent', 'Temporary', null]),
        Error_Code__c: pick(['30003', '30005', null]),
        Fallback_Status__c: pick(['Sent', 'Task Created', 'Failed', 'Skipped', null]),
    });
    const suppressionRow = (index: number): Row => ({
        ...{ Suppression_Key__c: `SMS:+4477009${10_000 + index}`, Address__c: `+4477009${10_000 + index}` },
        ...{ Channel__c: pick(['SMS', 'WhatsApp']), Reason__c: pick(['Permanent Failure', 'Opt Out', 'Manual']) },
        ...{ Since__c: daysAgo().toISOString(), Is_Active__c: random(3) > 0 },
        Expires_At__c: pick([null, '2026-05-01T00:00:00Z', '2026-06-01T00:00:00Z']),
    });

    const timeOf = (value: unknown): number => (typeof value === 'string' ? Date.parse(value) : NaN);
    const within = (value: unknown, days: number): boolean =>
        Date.parse(NOW) - timeOf(value) < (days + 0.5) * 86_400_000;
    const isOf = (list: readonly unknown[], value: unknown): boolean => list.includes(value);
    /** What its name and description promise, in other words than its own. */
    const PROMISES: Readonly<Record<string, (row: Row) => boolean>> = {
        Failures_by_Class: (row) => within(row['Status_At__c'], 30) && row['Failure_Class__c'] !== null,
        Never_Received: (row) =>
            within(row['Status_At__c'], 7) &&
            isOf(['OTP', 'Donation', 'Event Reminder'], row['Purpose__c']) &&
            !isOf(['Delivered', 'Sent', 'Queued', 'Scheduled', 'Canceled'], row['Status__c']) &&
            !isOf(['Sent', 'Task Created'], row['Fallback_Status__c']),
        List_Hygiene: (row) =>
            timeOf(row['Since__c']) >= Date.parse('2026-04-01T00:00:00Z') &&
            row['Is_Active__c'] === true &&
            (row['Expires_At__c'] === null || timeOf(row['Expires_At__c']) > Date.parse(NOW)),
    };
    /** What a promise looks at, beside what the report asks for itself. */
    const ASKED: Readonly<Record<string, readonly string[]>> = {
        Delivery_Summary__c: ['Day__c'],
        Message__c: ['Status_At__c', 'Purpose__c', 'Status__c', 'Failure_Class__c', 'Fallback_Status__c'],
        Suppression__c: ['Since__c', 'Is_Active__c', 'Expires_At__c'],
    };
    const idsOf = (rows: readonly Row[]): unknown[] => rows.map(({ Id }) => Id).sort();
    const keyOf = (row: Row, groups: readonly string[]): string => JSON.stringify(groups.map((name) => row[name]));
    const ofThirtyDays = (row: Row): boolean => within(row['Day__c'], 30);

    for (const [name, xml] of REPORTS) {
        test(`${name} finds those that it promises, and adds them up line by line`, () => {
            const { object, where, groups, sums } = reportQuery(xml);
            const [, by] = /^Rate_by_(.+)$/.exec(name) ?? [];
            if (by !== undefined) assert.deepEqual(groups, [`${by}__c`]);
            const fields = ['Id', ...ASKED[object]!, ...groups, ...sums];
            const all = org.rows(`SELECT ${[...new Set(fields)].join(', ')} FROM ${object}`);
            const promised = all.filter(PROMISES[name] ?? ofThirtyDays);
            const found = org.rows(`SELECT Id FROM ${object} WHERE ${where}`);
            assert.deepEqual(idsOf(found), idsOf(promised));
            assert.ok(found.length > 0 && found.length < all.length, `${found.length} of ${all.length}`);
            if (groups.length === 0) return;
            const added = sums.map((field, index) => `SUM(${field}) sum${index}`);
            const lines = org.rows(
                `SELECT ${[...groups, 'COUNT(Id) rows', ...added].join(', ')} FROM ${object} WHERE ${where} GROUP BY ${groups.join(', ')}`,
            );
            const expected = Map.groupBy(promised, (row) => keyOf(row, groups));
            assert.equal(lines.length, expected.size);
            for (const line of lines) {
                const own = expected.get(keyOf(line, groups)) ?? assert.fail(keyOf(line, groups));
                const sum = (field: string): number => own.reduce((total, row) => total + Number(row[field] ?? 0), 0);
                assert.equal(line['rows'], own.length);
                for (const [index, field] of sums.entries()) assert.equal(line[`sum${index}`], sum(field), field);
            }
        });
    }
});
