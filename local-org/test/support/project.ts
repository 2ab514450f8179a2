/** A small sfdx project of invented objects, written to a temporary directory for a test. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Org } from '../../src/org.ts';
import { orgLimits } from '../../src/options.ts';
import { readProject } from '../../src/schema/project.ts';
import type { LocalOrgOptions } from '../../src/options.ts';
import type { NewRecord, SaveOutcome } from '../../src/flow/port.ts';

export type ProjectFiles = Readonly<Record<string, string>>;

const XMLNS = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

function metadata(type: string, inner: string): string {
    return `<?xml version="1.0" encoding="UTF-8"?><${type} ${XMLNS}>${inner}</${type}>`;
}

export function field(name: string, type: string, inner = ''): string {
    return metadata(
        'CustomField',
        `<fullName>${name}</fullName><label>${name.replace(/__c$/, '')}</label><type>${type}</type>${inner}`,
    );
}

function picklist(restricted: boolean, ...values: readonly string[]): string {
    const entries = values.map(
        (value, index) =>
            `<value><fullName>${value}</fullName><default>${index === 0}</default><label>${value}</label></value>`,
    );
    return `<valueSet><restricted>${restricted}</restricted><valueSetDefinition><sorted>false</sorted>${entries.join('')}</valueSetDefinition></valueSet>`;
}

export function validationRule(formula: string, message: string, displayField?: string): string {
    const shown = displayField === undefined ? '' : `<errorDisplayField>${displayField}</errorDisplayField>`;
    return metadata(
        'ValidationRule',
        `<active>true</active><errorConditionFormula>${formula}</errorConditionFormula>${shown}<errorMessage>${message}</errorMessage>`,
    );
}

const PARCEL = 'objects/Parcel__c';
const event = (behavior: string): string =>
    metadata(
        'CustomObject',
        `<eventType>HighVolume</eventType><label>Scan</label><pluralLabel>Scans</pluralLabel><publishBehavior>${behavior}</publishBehavior>`,
    );

const BASE: ProjectFiles = {
    [`${PARCEL}/Parcel__c.object-meta.xml`]: metadata(
        'CustomObject',
        '<label>Parcel</label><pluralLabel>Parcels</pluralLabel><nameField><label>Name</label><type>Text</type></nameField>',
    ),
    [`${PARCEL}/fields/Key__c.field-meta.xml`]: field(
        'Key__c',
        'Text',
        '<length>20</length><unique>true</unique><externalId>true</externalId>',
    ),
    [`${PARCEL}/fields/Code__c.field-meta.xml`]: field(
        'Code__c',
        'Text',
        '<length>20</length><unique>true</unique><externalId>true</externalId><caseSensitive>true</caseSensitive>',
    ),
    [`${PARCEL}/fields/Batch__c.field-meta.xml`]: field(
        'Batch__c',
        'Text',
        '<length>20</length><externalId>true</externalId>',
    ),
    [`${PARCEL}/fields/Trail__c.field-meta.xml`]: field('Trail__c', 'Text', '<length>255</length>'),
    [`${PARCEL}/fields/Notes__c.field-meta.xml`]: field('Notes__c', 'LongTextArea', '<length>1000</length>'),
    [`${PARCEL}/fields/Weight__c.field-meta.xml`]: field(
        'Weight__c',
        'Number',
        '<precision>6</precision><scale>2</scale>',
    ),
    [`${PARCEL}/fields/Sent_At__c.field-meta.xml`]: field('Sent_At__c', 'DateTime'),
    [`${PARCEL}/fields/Due__c.field-meta.xml`]: field('Due__c', 'Date'),
    [`${PARCEL}/fields/Is_Fragile__c.field-meta.xml`]: field(
        'Is_Fragile__c',
        'Checkbox',
        '<defaultValue>true</defaultValue>',
    ),
    [`${PARCEL}/fields/Email__c.field-meta.xml`]: field('Email__c', 'Email'),
    [`${PARCEL}/fields/Size__c.field-meta.xml`]: field('Size__c', 'Picklist', picklist(true, 'Small', 'Large')),
    [`${PARCEL}/fields/Mood__c.field-meta.xml`]: field('Mood__c', 'Picklist', picklist(false, 'Calm')),
    [`${PARCEL}/fields/Tags__c.field-meta.xml`]: field(
        'Tags__c',
        'MultiselectPicklist',
        picklist(false, 'Hot', 'Wet', 'New'),
    ),
    [`${PARCEL}/fields/Grams__c.field-meta.xml`]: field(
        'Grams__c',
        'Number',
        '<formula>Weight__c * 1000</formula><formulaTreatBlanksAs>BlankAsBlank</formulaTreatBlanksAs><precision>18</precision><scale>0</scale>',
    ),
    [`${PARCEL}/fields/Receiver__c.field-meta.xml`]: field(
        'Receiver__c',
        'Lookup',
        '<referenceTo>Contact</referenceTo><relationshipName>Parcels</relationshipName><deleteConstraint>SetNull</deleteConstraint>',
    ),
    [`${PARCEL}/validationRules/Not_Heavy.validationRule-meta.xml`]: validationRule(
        'Weight__c &gt; 500',
        'Too heavy for us',
        'Weight__c',
    ),
    'objects/Contact/fields/Parcel_Count__c.field-meta.xml': field(
        'Parcel_Count__c',
        'Number',
        '<precision>4</precision><scale>0</scale>',
    ),
    'objects/Parcel_Scan__e/Parcel_Scan__e.object-meta.xml': event('PublishImmediately'),
    'objects/Parcel_Scan__e/fields/Key__c.field-meta.xml': field(
        'Key__c',
        'Text',
        '<length>20</length><required>true</required>',
    ),
    'objects/Parcel_Scan__e/fields/Trail__c.field-meta.xml': field('Trail__c', 'Text', '<length>255</length>'),
    'objects/Parcel_Late__e/Parcel_Late__e.object-meta.xml': event('PublishAfterCommit'),
    'objects/Parcel_Late__e/fields/Key__c.field-meta.xml': field('Key__c', 'Text', '<length>20</length>'),
};

/** Writes the project, with further files below `force-app/main/default`, and hands over its directory. */
export function writeProject(files: ProjectFiles = {}): { directory: string; [Symbol.dispose](): void } {
    const directory = mkdtempSync(join(tmpdir(), 'local-org-'));
    writeFileSync(join(directory, 'sfdx-project.json'), '{"packageDirectories":[{"path":"force-app","default":true}]}');
    for (const [name, content] of Object.entries({ ...BASE, ...files })) {
        const path = join(directory, 'force-app/main/default', name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, content);
    }
    return { directory, [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }) };
}

export type OrgSettings = Pick<LocalOrgOptions, 'eventBatchSize' | 'limits'>;

/** An org of that project, without HTTP, whose clock stands until it is moved. */
export function makeOrg(files: ProjectFiles = {}, { eventBatchSize = 200, limits }: OrgSettings = {}): Org {
    using project = writeProject(files);
    return new Org({
        project: readProject(project.directory),
        clock: { now: () => Date.UTC(2026, 10, 21, 12, 30, 15, 678) },
        eventBatchSize,
        limits: orgLimits(limits),
    });
}

/** Each row apart, as a client's call without allOrNone. */
export function insert(org: Org, object: string, rows: readonly NewRecord[]): readonly SaveOutcome[] {
    return org.transact('insert', (tx) => tx.insert(object, rows, [...rows.keys()]));
}

export function update(org: Org, object: string, rows: readonly NewRecord[]): readonly SaveOutcome[] {
    return org.transact('update', (tx) => tx.update(object, rows, [...rows.keys()]));
}

export function idOf(outcome: SaveOutcome | undefined): string {
    if (!outcome?.success) throw new Error(JSON.stringify(outcome));
    return outcome.id;
}

/** The code of each row's first error, or 'ok'. */
export function codes(outcomes: readonly SaveOutcome[]): string[] {
    return outcomes.map((outcome) => (outcome.success ? 'ok' : (outcome.errors[0]?.statusCode ?? 'none')));
}
