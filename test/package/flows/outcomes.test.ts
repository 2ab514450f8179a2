/** Every way that the package's flows can go: what the scenarios do not reach, one short story each. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flowTests, openFlowOrg, runFlowTest, type Row } from '../../../local-org/src/flowTests/index.ts';
import { ROOT } from '../../support/landed.ts';
import { Scene } from '../support/scene.ts';

let scene: Scene;
const tests = flowTests((org) => {
    scene = new Scene(org);
});
export default tests;

const NUMBER = '+447700900171';
const EMAIL = 'invented@example.com';
const CONTACT = { LastName: 'Invented', MobilePhone: NUMBER, Email: EMAIL };
const LEAD = { ...CONTACT, Company: 'Invented' };
const PERMANENT = { Status__c: 'Undelivered', Failure_Class__c: 'Permanent' };
const DONATION = { Message_Key__c: 'a', Recipient__c: NUMBER, Purpose__c: 'Donation', Status__c: 'Unconfirmed' };
const ADMIN = 'admin@local-org.example';

const fallback = (): unknown[] => Object.values(scene.message('a', ['Fallback_Status__c', 'Fallback_Note__c']));
const toNumber = (snapshot: Row): Row => ({ Message_Key__c: 'a', Recipient__c: NUMBER, ...snapshot });

// ---- Alert_Notify

tests.add('an alert without a campaign goes to the administrator whom the policy names', async () => {
    scene.org.setMetadata('Delivery_Policy__mdt', 'Default', { Task_Owner__c: ADMIN });
    await scene.create('Delivery_Alert__c', { Alert_Key__c: 'a', Kind__c: 'Silent Provider', Subject__c: 'proof' });
    const [admin] = scene.org.rows(`SELECT Id FROM User WHERE Username = '${ADMIN}'`);
    assert.deepEqual(scene.org.rows('SELECT OwnerId, Priority, Subject FROM Task'), [
        { OwnerId: admin?.['Id'], Priority: 'High', Subject: 'Delivery alert: Silent Provider, proof' },
    ]);
});

tests.add('an alert of a campaign whose owner has left, or that is gone, goes to the administrator', async () => {
    scene.org.setMetadata('Delivery_Policy__mdt', 'Default', { Task_Owner__c: ADMIN });
    const [leaver] = scene.org.rows("SELECT Id FROM User WHERE Username = 'user@local-org.example'");
    const campaign = await scene.create('Campaign', { Name: 'Invented', OwnerId: leaver?.['Id'] });
    await scene.change('User', leaver?.['Id'], { IsActive: false });
    await scene.create('Delivery_Alert__c', { Alert_Key__c: 'a', Kind__c: 'Spam Filtered', Campaign__c: campaign });
    const [task] = scene.org.rows('SELECT Owner.Username FROM Task');
    assert.equal(JSON.stringify(task).includes(ADMIN), true);
});

tests.add('an alert that was told already is not told again', async () => {
    await scene.create('Delivery_Alert__c', {
        ...{ Alert_Key__c: 'a', Kind__c: 'Spam Filtered' },
        Notified_At__c: scene.time(),
    });
    assert.deepEqual(scene.org.rows('SELECT Notify_Error__c FROM Delivery_Alert__c'), [{ Notify_Error__c: null }]);
});

// ---- Message_FallbackSend

tests.add('a purpose whose policy is gone is called about', async () => {
    await scene.create('Contact', CONTACT);
    await scene.report({ ...DONATION, Status__c: 'Sent' });
    for (const { DeveloperName: name } of scene.org.rows('SELECT DeveloperName FROM Delivery_Policy__mdt'))
        scene.org.setMetadata('Delivery_Policy__mdt', String(name), { Purpose__c: null });
    await scene.report(DONATION);
    assert.deepEqual(fallback(), ['Task Created', 'There is no delivery policy for this purpose any more.']);
});

tests.add('a policy that asks for a call sends no email', async () => {
    scene.org.setMetadata('Delivery_Policy__mdt', 'Donation', { Fallback_Channel__c: 'Voice' });
    await scene.create('Contact', CONTACT);
    await scene.report(DONATION);
    assert.deepEqual([fallback()[0], scene.org.emails()], ['Task Created', []]);
});

tests.add('an email template that does not exist leads to a call that says so', async () => {
    scene.org.setMetadata('Delivery_Policy__mdt', 'Donation', { Email_Template__c: 'Nowhere' });
    await scene.create('Contact', CONTACT);
    await scene.report(DONATION);
    assert.match(fallback().join(), /^Task Created,The email template .* does not exist/);
});

tests.add('an email that cannot be sent leads to a call', async () => {
    scene.org.failAt('Message_FallbackSend', 'Send_Email', { message: 'no more today' });
    await scene.create('Contact', CONTACT);
    await scene.report(DONATION);
    assert.deepEqual(fallback(), ['Task Created', 'no more today']);
});

tests.add('whoever has an owner that has left is called by the administrator, and else nobody is', async () => {
    const [leaver] = scene.org.rows("SELECT Id FROM User WHERE Username = 'user@local-org.example'");
    const person = { ...CONTACT, Email: null, OwnerId: leaver?.['Id'] };
    await scene.create('Contact', person);
    await scene.change('User', leaver?.['Id'], { IsActive: false });
    await scene.report(DONATION);
    assert.match(fallback().join(), /^Failed,Nobody to call/);
    scene.org.setMetadata('Delivery_Policy__mdt', 'Default', { Task_Owner__c: ADMIN });
    await scene.report({ ...DONATION, Message_Key__c: 'b' });
    assert.equal(scene.message('b', ['Fallback_Status__c'])['Fallback_Status__c'], 'Task Created');
});

tests.add('a lead that was converted meanwhile is written to as the contact', async () => {
    const lead = await scene.create('Lead', LEAD);
    await scene.report({ ...DONATION, Status__c: 'Sent' });
    scene.switchOff('Lead_FollowConversion'); // the message still names the lead
    const contact = await scene.create('Contact', { LastName: 'Invented', Email: 'contact@example.com' });
    await scene.org.convertLead(lead, contact);
    await scene.report(DONATION);
    assert.deepEqual(
        scene.org.emails().map(({ recipientId }) => recipientId),
        [contact],
    );
});

tests.add('a message that is no longer due when its turn comes is left alone', async () => {
    await scene.create('Contact', CONTACT);
    scene.org.failAt('Message_FallbackSend', 'Get_Message', { times: 1 });
    await scene.report(DONATION);
    assert.equal(fallback()[0], 'Failed');
});

// ---- Message_LinkRecipient

tests.add('a message names its campaign by id, if that exists', async () => {
    const campaign = await scene.create('Campaign', { Name: 'Invented' });
    await scene.report({ Message_Key__c: 'a', Status__c: 'Sent', Campaign_Id__c: campaign });
    await scene.report({ Message_Key__c: 'b', Status__c: 'Sent', Campaign_Id__c: '701000000000001AAA' });
    assert.equal(scene.message('a', ['Campaign__c'])['Campaign__c'], campaign);
    assert.equal(scene.message('b', ['Campaign__c'])['Campaign__c'], null);
});

tests.add('a campaign that is gone leaves the person to be found', async () => {
    const contact = await scene.create('Contact', CONTACT);
    await scene.report(toNumber({ Status__c: 'Sent', Campaign_Id__c: '701000000000001AAA' }));
    assert.equal(scene.message('a', ['Contact__c'])['Contact__c'], contact);
});

for (const [element, snapshot] of [
    ['Get_Campaign', { Campaign_Id__c: '701000000000001AAA' }],
    ['Get_Contact', { Record_Id__c: '003000000000001AAA' }],
    ['Get_Lead', { Record_Id__c: '00Q000000000001AAA' }],
] as const) {
    tests.add(`when ${element} fails the message says so, and the number still finds its person`, async () => {
        const contact = await scene.create('Contact', CONTACT);
        scene.org.failAt('Message_LinkRecipient', element, { message: 'invented' });
        await scene.report(toNumber({ Status__c: 'Sent', ...snapshot }));
        assert.deepEqual(scene.message('a', ['Contact__c', 'Effect_Error__c']), {
            Contact__c: contact,
            Effect_Error__c: 'Message_LinkRecipient: invented',
        });
    });
}

tests.add('a person whom the report names and who is gone leaves it to the number', async () => {
    const contact = await scene.create('Contact', CONTACT);
    await scene.report(
        { ...toNumber({ Status__c: 'Sent' }), Record_Id__c: '003000000000001AAA' },
        { ...toNumber({ Status__c: 'Sent' }), Message_Key__c: 'b', Record_Id__c: '00Q000000000001AAA' },
    );
    for (const key of ['a', 'b']) assert.equal(scene.message(key, ['Contact__c'])['Contact__c'], contact);
});

tests.add('a message that belongs to a lead stays with it', async () => {
    const lead = await scene.create('Lead', LEAD);
    await scene.report(toNumber({ Status__c: 'Sent' }));
    await scene.report(toNumber({ Status__c: 'Delivered' }));
    assert.equal(scene.message('a', ['Lead__c'])['Lead__c'], lead);
});

// ---- Contact_SetReachability, Lead_SetReachability

for (const [object, more] of [
    ['Contact', {}],
    ['Lead', { Company: 'Invented' }],
] as const) {
    const become = async (fields: Row): Promise<unknown[]> => {
        const shown = ['Reachability__c', 'Reengagement_Channel__c'];
        const id = await scene.create(object, { LastName: 'Invented', ...more });
        await scene.change(object, id, fields);
        return Object.values(scene.row(object, 'Id', id, shown));
    };
    tests.add(`a ${object} is as reachable as the failures in a row say`, async () => {
        for (const [threshold, failures, expected] of [
            [null, 2, 'Unknown'],
            [null, 3, 'Needs Review'],
            [1, null, 'Unknown'],
            [1, 1, 'Needs Review'],
        ] as const) {
            scene.org.setMetadata('Delivery_Policy__mdt', 'Default', { Failure_Threshold__c: threshold });
            const is = await become({ SMS_Delivery_Failure_Count__c: failures });
            assert.deepEqual(is, [expected, null], `${failures} of ${threshold}`);
        }
    });

    tests.add(`a ${object} whose number failed for good is reached by email, or else by a call`, async () => {
        const lost = { SMS_Suppressed__c: true, SMS_Suppression_Reason__c: 'Permanent Failure' };
        for (const [fields, channel] of [
            [{ Email: EMAIL }, 'Email'],
            [{}, 'Voice'],
            [{ Email: EMAIL, HasOptedOutOfEmail: true }, 'Voice'],
            [{ Email: EMAIL, EmailBouncedDate: '2026-01-01T00:00:00Z' }, 'Voice'],
        ] as const)
            assert.deepEqual(await become({ ...lost, ...fields }), ['Unreachable', channel], JSON.stringify(fields));
    });
}

for (const [threshold, failures, reachability] of [
    [null, 2, 'Unknown'],
    [null, 3, 'Needs Review'],
    [1, 0, 'Unknown'],
    [1, 1, 'Needs Review'],
] as const)
    tests.add(`${failures} failures with a threshold of ${threshold ?? 'nothing'} are ${reachability}`, async () => {
        scene.org.setMetadata('Delivery_Policy__mdt', 'Default', { Failure_Threshold__c: threshold });
        const contact = await scene.create('Contact', { ...CONTACT, SMS_Delivery_Failure_Count__c: null });
        for (let message = 0; message < failures; message += 1)
            await scene.report(
                toNumber({ Message_Key__c: `m${message}`, Status__c: 'Undelivered', Failure_Class__c: 'Temporary' }),
            );
        assert.equal(scene.row('Contact', 'Id', contact, ['Reachability__c'])['Reachability__c'], reachability);
    });

// ---- Message_Suppress, Suppression_SyncPeople

const suppression = (): Row[] => scene.org.rows('SELECT Reason__c, Is_Active__c FROM Suppression__c');

tests.add(
    'an opt-out suppresses the number, whatever becomes of the message, and a delivery does not lift it',
    async () => {
        await scene.report(
            toNumber({ Status__c: 'Undelivered', Failure_Class__c: 'Opted Out', Opted_Out_At__c: scene.time() }),
        );
        await scene.report({
            ...toNumber({ Status__c: 'Delivered', Status_At__c: scene.time(60) }),
            Message_Key__c: 'b',
        });
        assert.deepEqual(suppression(), [{ Reason__c: 'Opt Out', Is_Active__c: true }]);
    },
);

tests.add('a suppression that a person entered for another reason stays as it is', async () => {
    await scene.create('Suppression__c', {
        ...{ Suppression_Key__c: `SMS:${NUMBER}`, Channel__c: 'SMS', Address__c: NUMBER },
        ...{ Reason__c: 'Complaint', Is_Active__c: true },
    });
    await scene.report(toNumber(PERMANENT));
    assert.deepEqual(suppression(), [{ Reason__c: 'Complaint', Is_Active__c: true }]);
});

tests.add('a number that fails again after a delivery is suppressed again, in the same record', async () => {
    await scene.report(toNumber(PERMANENT));
    await scene.report({ ...toNumber({ Status__c: 'Delivered', Status_At__c: scene.time(60) }), Message_Key__c: 'b' });
    assert.deepEqual(suppression(), [{ Reason__c: 'Permanent Failure', Is_Active__c: false }]);
    await scene.report({ ...toNumber({ ...PERMANENT, Status_At__c: scene.time(120) }), Message_Key__c: 'c' });
    assert.deepEqual(suppression(), [{ Reason__c: 'Permanent Failure', Is_Active__c: true }]);
});

tests.add(
    'what is not believed suppresses nobody and ends no suppression, and counts in no row of failures',
    async () => {
        await scene.create('Contact', CONTACT);
        const person = (): unknown[] =>
            Object.values(
                scene.row('Contact', 'LastName', 'Invented', ['SMS_Suppressed__c', 'SMS_Delivery_Failure_Count__c']),
            );
        const misleading = { Delivery_Confidence__c: 'Misleading' };
        for (const key of ['a', 'b', 'c', 'd'])
            await scene.report(toNumber({ ...PERMANENT, ...misleading, Message_Key__c: key }));
        assert.deepEqual(scene.org.rows('SELECT Id FROM Suppression__c'), []);
        assert.deepEqual(person(), [false, 0]);

        await scene.report(toNumber({ ...PERMANENT, Message_Key__c: 'e' }));
        assert.deepEqual(person(), [true, 1]);
        await scene.org.pass(60);
        // As the relay puts it: it may have arrived.
        await scene.report(toNumber({ Status__c: 'Unknown', ...misleading, Message_Key__c: 'f' }));
        assert.deepEqual(person(), [true, 1]);
    },
);

tests.add('of two failures in one batch one writes the suppression', async () => {
    await scene.report(toNumber(PERMANENT), {
        ...toNumber({ ...PERMANENT, Status_At__c: scene.time(1) }),
        Message_Key__c: 'b',
    });
    assert.deepEqual(suppression(), [{ Reason__c: 'Permanent Failure', Is_Active__c: true }]);
    assert.deepEqual(scene.org.errors(), []);
});

// ---- what happens between a write and what follows it

tests.add('a message that was delivered, or that is gone, before its fallback is sent needs none', async () => {
    await scene.create('Contact', CONTACT);
    scene.org.failAt('Message_FallbackSend', 'Get_Message', { times: 1 });
    await scene.report(DONATION);
    scene.switchOff('Message_ArmFallback'); // so that the status is taken as it is written
    scene.switchOff('Message_KeepHighest');
    const { Id: id } = scene.message('a', ['Id']);
    await scene.change('Message__c', id, { Status__c: 'Delivered', Fallback_Status__c: 'Due' });
    assert.deepEqual(fallback(), ['Skipped', 'The message was delivered before the fallback was sent.']);
    assert.deepEqual(scene.org.emails(), []);
});

/** One of a complaint, beside which there may be others. */
const complaint = (address: string, more: Row = {}, channel = 'SMS'): Promise<string> =>
    scene.create('Suppression__c', {
        ...{ Suppression_Key__c: `${channel}:${address}`, Channel__c: channel, Address__c: address },
        ...{ Reason__c: 'Complaint', Is_Active__c: true, ...more },
    });

tests.add('a suppression of 200 people flags all of them, one of more is marked as a placeholder', async () => {
    await scene.org.assign('Landed_Admin', ADMIN);
    const beside = await complaint('+447700900172');
    const people = Array.from({ length: 199 }, () => ({ LastName: 'Invented', MobilePhone: NUMBER }));
    await scene.org.insert('Contact', people);
    await scene.create('Lead', LEAD);
    for (const [object, person] of [
        ['Contact', CONTACT],
        ['Lead', LEAD],
    ] as const)
        await scene.create(object, { ...person, MobilePhone: '+447700900173' });
    await scene.org.convertLead(await scene.create('Lead', LEAD), await scene.create('Contact', { LastName: 'Else' }));
    const flagged = (): unknown[] =>
        ['Contact', 'Lead'].map((object) => {
            const [row] = scene.org.rows(`SELECT COUNT(Id) n FROM ${object} WHERE SMS_Suppressed__c = true`);
            return row?.['n'];
        });
    const marked = (id: string): unknown[] =>
        Object.values(scene.row('Suppression__c', 'Id', id, ['Is_Placeholder__c', 'Sync_Error__c']));
    const id = await complaint(NUMBER);
    assert.deepEqual(
        [flagged(), marked(id)],
        [
            [199, 1],
            [false, null],
        ],
    );
    await scene.change('Suppression__c', id, { Is_Active__c: false, Lift_Note__c: 'Invented.' });
    assert.deepEqual(flagged(), [0, 0]);
    await scene.create('Lead', LEAD);
    await scene.change('Suppression__c', id, { Is_Active__c: true });
    assert.deepEqual(
        [flagged(), marked(id), marked(beside)],
        [
            [0, 0],
            [true, null],
            [false, null],
        ],
    );
    assert.deepEqual(scene.org.errors(), []);
});

const FLAGS = ['SMS_Opt_Out__c', 'SMS_Suppressed__c', 'SMS_Suppression_Reason__c'] as const;
const OPTED_OUT = { SMS_Opt_Out__c: true, SMS_Suppressed__c: true, SMS_Suppression_Reason__c: 'Opt Out' };

for (const [object, person] of [
    ['Contact', CONTACT],
    ['Lead', LEAD],
] as const)
    tests.add(`a ${object} of whom one flag is wrong is written anew with the suppression, and no other`, async () => {
        await scene.org.assign('Landed_Admin', ADMIN);
        const wrong: readonly Row[] = [{ SMS_Opt_Out__c: false }, { SMS_Suppressed__c: false }, { [FLAGS[2]]: null }];
        const ids = await scene.org.insert(
            object,
            [...wrong, {}].map(() => person),
        );
        const id = await complaint(NUMBER, { Reason__c: 'Opt Out' });
        for (const [at, flag] of wrong.entries()) await scene.change(object, ids[at], flag);
        await scene.change('Suppression__c', id, { Expires_At__c: scene.time(86_400) });
        for (const each of ids) assert.deepEqual(scene.row(object, 'Id', each, FLAGS), OPTED_OUT);
        const writes = scene.org
            .trace('Suppression_SyncPeople')
            .filter(({ element }) => element === `Update_${object}s`);
        assert.deepEqual(
            writes.map(({ used }) => used?.rowsWritten),
            [4, 3],
        );
    });

tests.add('a number that is suppressed for another channel, or could not be looked for, flags nobody', async () => {
    const contact = await scene.create('Contact', CONTACT);
    const flags = (): unknown => scene.row('Contact', 'Id', contact, FLAGS);
    const nothing = flags();
    const beside = await complaint(NUMBER, {}, 'WhatsApp');
    assert.deepEqual(flags(), nothing);
    scene.org.failAt('Suppression_SyncPeople', 'Get_Contacts', { message: 'invented' });
    const id = await complaint(NUMBER);
    assert.deepEqual(flags(), nothing);
    const error = (of: string): unknown => scene.row('Suppression__c', 'Id', of, ['Sync_Error__c'])['Sync_Error__c'];
    assert.deepEqual([error(id), error(beside)], ['invented', null]);
});

tests.add('records of a bulk load start no fallback', async () => {
    await scene.create('Message__c', {
        ...{ Message_Key__c: 'a', Channel__c: 'SMS', Status__c: 'Unconfirmed', Purpose__c: 'Donation' },
        Bulk_Load__c: true,
    });
    assert.equal(scene.message('a', ['Fallback_Due_At__c'])['Fallback_Due_At__c'], null);
});

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
