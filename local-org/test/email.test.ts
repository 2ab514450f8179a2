/** https://developer.salesforce.com/docs/atlas.en-us.262.0.api_action.meta/api_action/actions_obj_email_simple.htm (2026-11-21) */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProjectProblems } from '../src/schema/problems.ts';
import { idOf, insert, makeOrg } from './support/project.ts';
import { startOrg } from './support/server.ts';
import type { EmailRequest } from '../src/flow/port.ts';
import type { Org } from '../src/org.ts';
import type { OrgSettings, ProjectFiles } from './support/project.ts';

const template = (inner: string): string =>
    `<?xml version="1.0" encoding="UTF-8"?><EmailTemplate xmlns="http://soap.sforce.com/2006/04/metadata">${inner}</EmailTemplate>`;
const HEAD =
    '<encodingKey>UTF-8</encodingKey><name>Parcel Late</name><style>none</style><subject>Your parcel</subject>';

const TEMPLATES: ProjectFiles = {
    'email/Parcels/Parcel_Late.email': 'It comes tomorrow.',
    'email/Parcels/Parcel_Late.email-meta.xml': template(`<available>true</available>${HEAD}<type>text</type>`),
    'email/Parcels/Parcel_Off.email': '<p>Gone</p>',
    'email/Parcels/Parcel_Off.email-meta.xml': template(
        `<available>false</available>${HEAD}<textOnly>Gone</textOnly><type>custom</type>`,
    ),
    'email/Parcels.emailFolder-meta.xml':
        '<EmailFolder xmlns="http://soap.sforce.com/2006/04/metadata"><name>Parcel Mail</name></EmailFolder>',
};

const BLANK: EmailRequest = {
    ...{ addresses: [], recipientId: null, relatedRecordId: null, templateId: null, subject: 'S', body: 'B' },
    ...{ isRich: false, senderType: 'CurrentUser', senderAddress: null, isLogged: false },
};

function mailOrg(settings: OrgSettings = {}): { org: Org; contact: string; templateId: (name: string) => string } {
    const org = makeOrg(TEMPLATES, settings);
    const contact = idOf(insert(org, 'Contact', [{ LastName: 'Kay', Email: 'kay@example.org' }])[0]);
    const object = org.schema.object('EmailTemplate');
    assert.ok(object);
    const templates = org.select({ object });
    const templateId = (name: string): string =>
        String(templates.find((row) => row['DeveloperName'] === name)?.['Id'] ?? '');
    return { org, contact, templateId };
}

/** 'sent', or the code of the fault. */
function send(org: Org, request: Partial<EmailRequest>): string {
    const [fault] = org.transact('send', (tx) => tx.sendEmails([{ ...BLANK, ...request }]));
    return fault ? fault.statusCode : 'sent';
}

test('templates are records that flows can look up', () => {
    const { org, templateId } = mailOrg();
    assert.match(templateId('Parcel_Late'), /^00X/);
    const [late, off] = org.query(
        'SELECT Name, FolderName, Subject, Body, HtmlValue, IsActive FROM EmailTemplate ORDER BY DeveloperName',
    ).records;
    assert.deepEqual(
        [late?.['Name'], late?.['FolderName'], late?.['Subject'], late?.['Body'], late?.['IsActive']],
        ['Parcel Late', 'Parcel Mail', 'Your parcel', 'It comes tomorrow.', true],
    );
    assert.deepEqual([off?.['Body'], off?.['HtmlValue'], off?.['IsActive']], ['Gone', '<p>Gone</p>', false]);
});

test('a template goes to the address of a person, and a log entry to their activities', () => {
    const { org, contact, templateId } = mailOrg();
    assert.equal(send(org, { recipientId: contact, templateId: templateId('Parcel_Late'), isLogged: true }), 'sent');
    const [email] = org.outbox.all();
    assert.deepEqual(
        [email?.to, email?.recipientId, email?.template, email?.subject, email?.body, email?.sender],
        [['kay@example.org'], contact, 'Parcel_Late', 'Your parcel', 'It comes tomorrow.', 'admin@local-org.example'],
    );
    const [task] = org.query('SELECT Subject, Status, TaskSubtype, WhoId FROM Task').records;
    assert.deepEqual(
        [task?.['Subject'], task?.['Status'], task?.['TaskSubtype'], task?.['WhoId']],
        ['Email: Your parcel', 'Completed', 'Email', contact],
    );
});

test('200 logged emails of one action are one statement, and one that cannot be logged is not sent', () => {
    const { org, contact } = mailOrg();
    const emails = Array.from({ length: 199 }, () => ({ ...BLANK, recipientId: contact, isLogged: true }));
    const unlogged = { ...BLANK, recipientId: contact, relatedRecordId: String(org.user['Id']), isLogged: true };
    const faults = org.transact('send', (tx) => tx.sendEmails([...emails, unlogged]));
    assert.equal(org.transactions.last(1)[0]?.statements, 1);
    assert.deepEqual([...new Set(faults.slice(0, 199)), faults[199]?.statusCode], [null, 'FIELD_INTEGRITY_EXCEPTION']);
    assert.deepEqual([org.outbox.all().length, org.query('SELECT COUNT() FROM Task').totalSize], [199, 199]);
});

test('what the platform would not send is a fault', () => {
    const { org, contact, templateId } = mailOrg();
    const noAddress = idOf(insert(org, 'Contact', [{ LastName: 'Ray' }])[0]);
    const late = templateId('Parcel_Late');
    const addresses = ['a@example.org'];
    const cases: readonly (readonly [Partial<EmailRequest>, string])[] = [
        [{}, 'REQUIRED_FIELD_MISSING'],
        [{ addresses: Array.from({ length: 6 }, (_, index) => `a${index}@example.org`) }, 'NUMBER_OUTSIDE_VALID_RANGE'],
        [{ addresses: ['nowhere'] }, 'INVALID_EMAIL_ADDRESS'],
        [{ recipientId: noAddress }, 'INVALID_EMAIL_ADDRESS'],
        [{ recipientId: contact.replace(/...$/, 'zzz') }, 'INVALID_ID_FIELD'],
        [{ recipientId: late }, 'INVALID_ID_FIELD'],
        [{ recipientId: contact, templateId: contact }, 'INVALID_ID_FIELD'],
        [{ recipientId: contact, templateId: templateId('Parcel_Off') }, 'INVALID_ID_FIELD'],
        [{ addresses, templateId: late }, 'REQUIRED_FIELD_MISSING'],
        [{ addresses, subject: null }, 'REQUIRED_FIELD_MISSING'],
        [{ addresses, body: null }, 'REQUIRED_FIELD_MISSING'],
        [{ addresses, isLogged: true }, 'REQUIRED_FIELD_MISSING'],
        [{ addresses, relatedRecordId: '003000000000000AAA' }, 'INVALID_ID_FIELD'],
        [{ addresses, senderType: 'Nobody' }, 'INVALID_INPUT'],
        [{ addresses, senderType: 'OrgWideEmailAddress' }, 'REQUIRED_FIELD_MISSING'],
        [{ addresses, senderType: 'OrgWideEmailAddress', senderAddress: 'x@example.org' }, 'INVALID_EMAIL_ADDRESS'],
    ];
    for (const [request, code] of cases) assert.equal(send(org, request), code, JSON.stringify(request));
    assert.deepEqual(org.outbox.all(), []);
});

test('an organization-wide address sends once it is known', () => {
    const { org } = mailOrg();
    insert(org, 'OrgWideEmailAddress', [{ Address: 'desk@example.org', DisplayName: 'Desk' }]);
    const sender = { senderType: 'OrgWideEmailAddress', senderAddress: 'Desk@example.org' };
    assert.equal(send(org, { addresses: ['a@example.org'], ...sender }), 'sent');
    assert.equal(org.outbox.all()[0]?.sender, 'Desk@example.org');
});

test('emails of a transaction that is rolled back are never sent', () => {
    const { org } = mailOrg();
    assert.throws(() =>
        org.transact('fails', (tx) => {
            tx.sendEmails([{ ...BLANK, addresses: ['a@example.org'] }]);
            throw new Error('no');
        }),
    );
    assert.deepEqual(org.outbox.all(), []);
});

test('a day has so many addresses, those of users not counted, and the next day has them again', () => {
    const { org, contact } = mailOrg({ limits: { dailyEmails: { single: 2, workflow: 1 } } });
    const logged = { recipientId: contact, isLogged: true };
    assert.deepEqual(
        [send(org, logged), send(org, logged), send(org, logged)],
        ['sent', 'sent', 'SINGLE_EMAIL_LIMIT_EXCEEDED'],
    );
    assert.equal(send(org, { recipientId: String(org.user['Id']), isLogged: true }), 'sent');
    assert.equal(send(org, { addresses: ['a@example.org'] }), 'sent');
    assert.equal(send(org, { addresses: ['a@example.org'] }), 'SINGLE_EMAIL_LIMIT_EXCEEDED');
    org.clock.advance(24 * 3_600_000);
    assert.equal(send(org, logged), 'sent');
    const both = (): unknown =>
        org.transact('send', (tx) =>
            tx.sendEmails([1, 2].map(() => ({ ...BLANK, ...logged }))).map((fault) => fault?.statusCode),
        );
    assert.deepEqual(both(), [undefined, 'SINGLE_EMAIL_LIMIT_EXCEEDED']);
});

test('templates that the local org cannot render are refused with their file and feature', () => {
    const refused = (meta: string, content = 'Hello'): string => {
        try {
            makeOrg({ 'email/P/Odd.email': content, 'email/P/Odd.email-meta.xml': template(meta) });
            return 'loaded';
        } catch (error) {
            assert.ok(error instanceof ProjectProblems);
            return error.message;
        }
    };
    const text = `<available>true</available>${HEAD}<type>text</type>`;
    assert.match(refused(text, 'Dear {!Contact.FirstName}'), /Odd\.email-meta\.xml.*\{!Contact\.FirstName\}/);
    assert.match(refused(text, 'Dear {{{Recipient.Name}}}'), /\{\{\{Recipient\.Name\}\}\}/);
    assert.match(refused(text.replace('type>text', 'type>visualforce')), /visualforce/);
    assert.match(refused(text.replace('none', 'freeForm')), /freeForm/);
    assert.match(refused(`${text}<letterhead>L</letterhead>`), /letterhead/);
});

test('the outbox and the allowances can be read over HTTP, and a reset empties the outbox', async () => {
    const { ask, org, close } = await startOrg();
    send(org, { addresses: ['a@example.org'] });
    const [email] = (await ask('GET', '//local/outbox')).body as readonly { to: string[] }[];
    assert.deepEqual(email?.to, ['a@example.org']);
    const limits = (await ask('GET', '/limits')).body as Record<string, { Max: number; Remaining: number }>;
    assert.deepEqual(limits['DailyWorkflowEmails'], { Max: 1000, Remaining: 999 });
    assert.deepEqual(limits['SingleEmail'], { Max: 5000, Remaining: 5000 });
    await ask('POST', '//local/reset');
    assert.deepEqual((await ask('GET', '//local/outbox')).body, []);
    await close();
});
