/**
 * Leads are treated like contacts, but a field, a record-triggered flow, a list view and a record page each belong to one
 * object. So they are written once, for contacts, and this script writes their twins for leads.
 */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { globSync } from 'node:fs';
import { writeGenerated } from './generated.ts';

const PACKAGE = 'force-app/main/default';

const SOURCES = [
    'customMetadata/Automation_Switch.Contact_*.md-meta.xml',
    'flexipages/Landed_Contact_Record_Page.flexipage-meta.xml',
    'flows/Contact_*.flow-meta.xml',
    'objects/Contact/fields/*.field-meta.xml',
    'objects/Contact/listViews/*.listView-meta.xml',
];

/** What the two objects call differently; a lead has one address, which is not called a mailing address. */
const WORDS: readonly (readonly [contact: RegExp, lead: string])[] = [
    [/MailingCountry/g, 'Country'],
    [/mailing country/g, 'country'],
    [/Contact/g, 'Lead'],
    [/contact/g, 'lead'],
    [/CONTACT/g, 'LEAD'],
];

const twinOf = (text: string): string => WORDS.reduce((twin, [contact, lead]) => twin.replaceAll(contact, lead), text);

for (const source of SOURCES.flatMap((pattern) => globSync(path.join(PACKAGE, pattern))).sort()) {
    const target = twinOf(source);
    await mkdir(path.dirname(target), { recursive: true });
    await writeGenerated(target, twinOf(await readFile(source, 'utf8')));
}
