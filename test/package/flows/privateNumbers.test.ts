/**
 * An org whose relay keeps numbers out of events: people are found by the keyed hash of their number as well, and what is
 * known of a number and of its hash is known of one address. Whole worlds of it: people.test.ts.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flowTests, openFlowOrg, runFlowTest, type Row } from '../../../local-org/src/flowTests/index.ts';
import { hashOf } from '../../support/hashes.ts';
import { ROOT } from '../../support/landed.ts';
import { IN_WORDS, type Answer, type Inputs } from '../support/gate.ts';
import { Scene } from '../support/scene.ts';

let scene: Scene;
const tests = flowTests((org) => {
    scene = new Scene(org);
});
export default tests;

const NUMBER = '+447700900371';
const OTHER = '+447700900372';
const HASH = hashOf(NUMBER);
const PERMANENT = { Status__c: 'Undelivered', Failure_Class__c: 'Permanent', Error_Code__c: '30005' };
const DELIVERED = { Status__c: 'Delivered' };
const FLAGS = ['SMS_Suppressed__c', 'SMS_Opt_Out__c', 'SMS_Suppression_Reason__c'];
const flags = (reason: string | null): Row => ({
    SMS_Suppressed__c: reason !== null,
    SMS_Opt_Out__c: reason === 'Opt Out',
    SMS_Suppression_Reason__c: reason,
});

/** Both forms in which a message may name its recipient. */
const FORMS = [
    ['the number', NUMBER],
    ['the hash', HASH],
] as const;

const suppress = (address: string, Reason__c: string, channel = 'SMS'): Promise<string> =>
    scene.create('Suppression__c', {
        ...{ Suppression_Key__c: `${channel}:${address}`, Channel__c: channel, Address__c: address },
        ...{ Reason__c, Is_Active__c: true },
    });
const active = (): unknown[] =>
    scene.org
        .rows('SELECT Address__c, Reason__c FROM Suppression__c WHERE Is_Active__c = true ORDER BY Suppression_Key__c')
        .map((row) => [row['Address__c'], row['Reason__c']]);
const lift = (Id: string): Promise<void> =>
    scene.change('Suppression__c', Id, { Is_Active__c: false, Ended_By__c: 'Delivery' });

for (const object of ['Contact', 'Lead'] as const) {
    const words = { LastName: 'Invented', MobilePhone: NUMBER, ...(object === 'Lead' && { Company: 'Invented' }) };
    const read = (id: string, ...fields: readonly string[]): Row => scene.row(object, 'Id', id, fields);
    const hashed = (id: string): unknown => read(id, 'SMS_Number_Hash__c')['SMS_Number_Hash__c'];
    const giveHash = (id: string, number = NUMBER): Promise<void> =>
        scene.change(object, id, { SMS_Number_Hash__c: hashOf(number) });
    /** As the relay leaves them: the hash is written after the number. */
    async function person(more: Row = {}): Promise<string> {
        const id = await scene.create(object, { ...words, ...more });
        await giveHash(id);
        return id;
    }
    const add = (name: string, run: () => Promise<void>): void => tests.add(`${object}: ${name}`, run);

    for (const [form, address] of FORMS)
        add(`a message to ${form} finds the one who has it, and nobody of two`, async () => {
            const id = await person();
            await scene.report({ Message_Key__c: 'a', Recipient__c: address, ...DELIVERED });
            assert.equal(scene.message('a', [`${object}__c`])[`${object}__c`], id);
            assert.equal(read(id, 'SMS_Last_Delivery_Status__c')['SMS_Last_Delivery_Status__c'], 'Delivered');
            await person();
            await scene.report({ Message_Key__c: 'b', Recipient__c: address, ...DELIVERED });
            assert.deepEqual(scene.message('b', ['Contact__c', 'Lead__c']), { Contact__c: null, Lead__c: null });
        });

    add('the hash goes with the number, and stays while the number does', async () => {
        const id = await person();
        await scene.change(object, id, { FirstName: 'Also' });
        await scene.change(object, id, { MobilePhone: '+44 7700 900371' });
        assert.equal(hashed(id), HASH);
        await scene.change(object, id, { MobilePhone: OTHER });
        assert.equal(hashed(id), null);
        await scene.change(object, id, { MobilePhone: NUMBER, SMS_Number_Hash__c: HASH });
        assert.equal(hashed(id), HASH);
        await scene.change(object, id, { MobilePhone: null });
        assert.equal(hashed(id), null);
        await giveHash(id); // too late: the relay had read the number before it was taken away
        assert.equal(hashed(id), null);
        const copy = await scene.create(object, { ...words, MobilePhone: OTHER, SMS_Number_Hash__c: HASH });
        assert.equal(hashed(copy), null);
    });

    add('a hash that is written changes nothing about the number and what is known of it', async () => {
        const country = object === 'Contact' ? 'MailingCountry' : 'Country';
        const id = await scene.create(object, { ...words, MobilePhone: '07700 900371', [country]: 'GB' });
        await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, ...DELIVERED });
        scene.org.setMetadata('Dial_Plan__mdt', 'GB', { Calling_Code__c: '353' }); // would be read as another number
        await giveHash(id);
        assert.deepEqual(read(id, 'SMS_Number__c', 'SMS_Last_Final_Status__c', 'SMS_Number_Hash__c'), {
            SMS_Number__c: NUMBER,
            SMS_Last_Final_Status__c: 'Delivered',
            SMS_Number_Hash__c: HASH,
        });
        for (const more of [{ MobilePhone: '07700 900372' }, { [country]: 'United Kingdom' }]) {
            scene.org.setMetadata('Dial_Plan__mdt', 'GB', { Calling_Code__c: '44' });
            await scene.change(object, id, { ...more, SMS_Number_Hash__c: hashOf(OTHER) });
            assert.equal(read(id, 'SMS_Number__c')['SMS_Number__c'], OTHER);
        }
    });

    add('the suppression of a hash comes with the hash, and that of the number with the number', async () => {
        scene.switchOff('Suppression_SyncPeople');
        const id = await scene.create(object, words);
        const hashedOne = await suppress(HASH, 'Opt Out');
        await scene.change(object, id, { FirstName: 'Also' });
        assert.deepEqual(read(id, ...FLAGS), flags(null));
        await giveHash(id);
        assert.deepEqual(read(id, ...FLAGS), flags('Opt Out'));
        await lift(hashedOne);
        await suppress(OTHER, 'Complaint');
        await scene.change(object, id, { MobilePhone: OTHER });
        assert.deepEqual(read(id, ...FLAGS), flags('Complaint'));
        await giveHash(id, OTHER); // of which nothing is known: the number is suppressed all the same
        assert.deepEqual(read(id, ...FLAGS), flags('Complaint'));
    });

    add('of two suppressions the one that comes first comes with the hash', async () => {
        scene.switchOff('Suppression_SyncPeople');
        const id = await scene.create(object, words);
        await suppress(NUMBER, 'Manual');
        await giveHash(id);
        assert.deepEqual(read(id, ...FLAGS), flags('Manual'));
        await suppress(HASH, 'Opt Out');
        await scene.change(object, id, { SMS_Number_Hash__c: null });
        await giveHash(id);
        assert.deepEqual(read(id, ...FLAGS), flags('Opt Out'));
    });

    for (const [form, address] of FORMS)
        add(`what stands against ${form} is written on who has it with their next message`, async () => {
            scene.switchOff('Suppression_SyncPeople');
            const id = await person();
            const news = (key: string): Promise<void> =>
                scene.report({ Message_Key__c: key, Recipient__c: NUMBER, Status__c: 'Sent' });
            await suppress(address, 'Manual');
            await news('a');
            assert.deepEqual(read(id, ...FLAGS), flags('Manual'));
            await suppress(address === HASH ? NUMBER : HASH, 'Opt Out');
            await news('b');
            assert.deepEqual(read(id, ...FLAGS), flags('Opt Out'));
        });

    for (const [form, address] of FORMS)
        add(`an opt-in by ${form} ends the opt-out, whichever of two suppressions that is`, async () => {
            await person();
            await suppress(NUMBER, address === HASH ? 'Opt Out' : 'Manual');
            await suppress(HASH, address === HASH ? 'Manual' : 'Opt Out');
            await scene.org.pass(60);
            await scene.report({ Message_Key__c: 'a', Recipient__c: address, Opted_In_At__c: scene.time() });
            assert.deepEqual(active(), [[address, 'Manual']]);
        });

    for (const [form, address] of FORMS)
        for (const [otherForm, otherAddress] of FORMS.filter(([other]) => other !== form))
            add(`what was said of ${form} is answered by what is said of ${otherForm}`, async () => {
                const id = await person();
                await scene.report({ Message_Key__c: 'a', Recipient__c: address, ...PERMANENT });
                assert.deepEqual(active(), [[address, 'Permanent Failure']]);
                assert.deepEqual(read(id, ...FLAGS), flags('Permanent Failure'));
                await scene.org.pass(60);
                await scene.report({ Message_Key__c: 'b', Recipient__c: otherAddress, ...DELIVERED });
                assert.deepEqual([active(), read(id, ...FLAGS)], [[], flags(null)]);
                await scene.report({ Message_Key__c: 'c', Recipient__c: address, Opted_Out_At__c: scene.time() });
                assert.deepEqual(read(id, ...FLAGS), flags('Opt Out'));
                await scene.org.pass(60);
                await scene.report({ Message_Key__c: 'd', Recipient__c: otherAddress, Opted_In_At__c: scene.time() });
                assert.deepEqual([active(), read(id, ...FLAGS)], [[], flags(null)]);
                assert.equal(scene.org.rows('SELECT Id FROM Suppression__c').length, 1);
                await scene.org.pass(60);
                const twice = { ...PERMANENT, Permanent_Evidence__c: 2 };
                await scene.report({ Message_Key__c: 'e', Recipient__c: address, ...twice });
                assert.deepEqual(active(), []);
                await scene.report({ Message_Key__c: 'f', Recipient__c: otherAddress, ...twice });
                assert.deepEqual(active(), [[address, 'Permanent Failure']]);
                await scene.report({ Message_Key__c: 'g', Recipient__c: otherAddress, Complained_At__c: scene.time() });
                await scene.org.pass(60);
                await scene.report({ Message_Key__c: 'h', Recipient__c: address, Opted_Out_At__c: scene.time() });
                assert.deepEqual(active(), [[address, 'Complaint']]);
                const counts = read(id, 'SMS_Delivery_Failure_Count__c', 'SMS_Last_Final_Status__c');
                assert.deepEqual(counts, {
                    SMS_Delivery_Failure_Count__c: 2,
                    SMS_Last_Final_Status__c: 'Undelivered',
                });
            });

    for (const [form, address] of FORMS)
        add(`what was said of ${form} alone is answered by what is said of it later`, async () => {
            const id = await person();
            await scene.report({ Message_Key__c: 'a', Recipient__c: address, ...PERMANENT });
            await scene.org.pass(60);
            await scene.report({ Message_Key__c: 'b', Recipient__c: address, ...DELIVERED });
            assert.deepEqual([active(), read(id, ...FLAGS)], [[], flags(null)]);
        });

    add('a message to a former number of theirs says nothing of the present one', async () => {
        const id = await person();
        await scene.report({ Message_Key__c: 'a', Recipient__c: hashOf(OTHER), [`Record_Id__c`]: id, ...PERMANENT });
        assert.deepEqual(active(), [[hashOf(OTHER), 'Permanent Failure']]);
        assert.deepEqual(read(id, ...FLAGS), flags(null));
    });

    for (const [form, address] of FORMS)
        add(`a suppression of ${form} by hand reaches who has it; of two the one that comes first counts`, async () => {
            const id = await person();
            const first = await suppress(address, 'Manual');
            assert.deepEqual(read(id, ...FLAGS), flags('Manual'));
            const other = await suppress(address === HASH ? NUMBER : HASH, 'Opt Out');
            assert.deepEqual(read(id, ...FLAGS), flags('Opt Out'));
            await lift(other);
            assert.deepEqual(read(id, ...FLAGS), flags('Manual'));
            await scene.change('Suppression__c', other, { Is_Active__c: true, Reason__c: 'Permanent Failure' });
            assert.deepEqual(read(id, ...FLAGS), flags('Manual'));
            await scene.change('Suppression__c', other, { Is_Placeholder__c: true });
            await lift(first);
            assert.deepEqual(read(id, ...FLAGS), flags(null));
        });

    add('who has the number without its hash is reached by the number, and others are not', async () => {
        const without = await scene.create(object, words);
        const id = await person();
        const stranger = await scene.create(object, { ...words, MobilePhone: OTHER });
        await suppress(HASH, 'Complaint');
        assert.deepEqual(read(id, ...FLAGS), flags('Complaint'));
        assert.deepEqual(read(without, ...FLAGS), flags(null)); // until the relay has written the hash
        await giveHash(without);
        assert.deepEqual(read(without, ...FLAGS), flags('Complaint'));
        await suppress(NUMBER, 'Manual');
        assert.deepEqual(read(stranger, ...FLAGS), flags(null));
    });

    add('the gate finds what stands against a record or a number, by either form', async () => {
        const id = await person({ Email: 'invented@example.com', Time_Zone__c: 'Europe/London' });
        await scene.create(object, { ...words, MobilePhone: OTHER });
        const ask = async (inputs: Inputs): Promise<string> => {
            const [outputs] = await scene.org.call('Delivery_CheckPermission', [{ channel: 'SMS', ...inputs }]);
            const { reasonCode, suggestedChannel } = outputs as unknown as Answer; // by the flow's variables
            return `${reasonCode}, ${suggestedChannel ?? ''}`;
        };
        for (const [, address] of FORMS)
            for (const channel of ['SMS', 'WhatsApp', 'Voice'] as const) {
                const one = await suppress(address, 'Complaint', channel);
                const instead = channel === 'Voice' ? '' : 'Voice';
                assert.equal(await ask({ channel, recordId: id }), 'COMPLAINED, Email');
                assert.equal(await ask({ channel, address: NUMBER }), `COMPLAINED, ${instead}`);
                assert.equal(await ask({ channel, recordId: id, address: NUMBER }), 'COMPLAINED, Email');
                await scene.org.remove('Suppression__c', [one]);
            }
        await suppress(HASH, 'Permanent Failure');
        await suppress(NUMBER, 'Opt Out');
        assert.equal(await ask({ recordId: id }), 'OPTED_OUT, Email');
        const asked = scene.org.trace('Delivery_CheckPermission').map(({ element }) => element);
        const before = asked.filter((element) => element === 'Get_A_Hashed_One').length;
        await ask({ recordId: id });
        const after = scene.org.trace('Delivery_CheckPermission').map(({ element }) => element);
        assert.equal(after.filter((element) => element === 'Get_A_Hashed_One').length, before);
    });

    add('the gate suggests no channel against which either form stands', async () => {
        const suggested = async (recordId: string, channel: string): Promise<unknown> => {
            const question = { recordId, channel, purpose: 'OTP' };
            const [outputs] = await scene.org.call('Delivery_CheckPermission', [question]);
            return (outputs as unknown as Answer).suggestedChannel; // by the flow's variables
        };
        const instead = { SMS: 'Voice', Voice: 'SMS', WhatsApp: 'SMS' } as const;
        for (const [, address] of FORMS)
            for (const channel of ['SMS', 'WhatsApp', 'Voice'] as const) {
                const id = await person({ Preferred_Verified_Channel__c: channel === 'Voice' ? null : channel });
                const asked = instead[channel];
                const first = await suppress(NUMBER, 'Manual', asked);
                assert.equal(await suggested(id, asked), channel);
                const second = await suppress(address, 'Manual', channel);
                assert.equal(await suggested(id, asked), asked === 'Voice' || channel === 'Voice' ? null : 'Voice');
                await scene.org.remove('Suppression__c', [first, second]);
            }
    });
}

tests.add('where the relay has written no hash, what was said of no address is said of nobody', async () => {
    await scene.create('Contact', { LastName: 'Invented', MobilePhone: NUMBER });
    await scene.report({ Message_Key__c: 'a', Complained_At__c: scene.time() });
    await scene.report({ Message_Key__c: 'b', Recipient__c: NUMBER, ...DELIVERED });
    assert.deepEqual(active(), []);
});

tests.add('the number that the CRM put on a message stays, and the hash of it is no news', async () => {
    const keep = (fields: Row): Promise<string> =>
        scene.create('Message__c', { Message_Key__c: 'a', Channel__c: 'SMS', ...fields });
    await keep({ Recipient__c: NUMBER });
    await scene.report({ Message_Key__c: 'a', Recipient__c: HASH, ...DELIVERED });
    const kept = scene.message('a', ['Recipient__c', 'Status__c', 'Effect_Status__c']);
    assert.deepEqual(kept, { Recipient__c: NUMBER, Status__c: 'Delivered', Effect_Status__c: 'Applied' });
    await scene.report({ Message_Key__c: 'b', ...DELIVERED });
    for (const Recipient__c of [HASH, hashOf(OTHER), NUMBER]) {
        await scene.report({ Message_Key__c: 'b', Recipient__c, ...DELIVERED });
        assert.equal(scene.message('b', ['Recipient__c'])['Recipient__c'], Recipient__c);
    }
});

tests.add('the gate says of a number that nobody has that it cannot tell, once there are hashes', async () => {
    const ask = async (inputs: Inputs): Promise<Answer> => {
        const [outputs] = await scene.org.call('Delivery_CheckPermission', [{ channel: 'SMS', ...inputs }]);
        return outputs as unknown as Answer; // by the flow's variables
    };
    const inputs = { address: NUMBER, purpose: 'OTP' };
    const hashed = await suppress(HASH, 'Opt Out');
    // Others have theirs, and a lead has the number without it.
    for (const object of ['Contact', 'Lead'] as const) {
        const other = { LastName: 'Invented', MobilePhone: OTHER, ...(object === 'Lead' && { Company: 'Invented' }) };
        const id = await scene.create(object, other);
        await scene.change(object, id, { SMS_Number_Hash__c: hashOf(OTHER) });
    }
    await scene.create('Lead', { LastName: 'Invented', Company: 'Invented', MobilePhone: NUMBER });
    const { reasonCode, reason, suggestedChannel, isAllowed } = await ask(inputs);
    assert.deepEqual([reasonCode, isAllowed, suggestedChannel], ['SUPPRESSION_UNKNOWN', false, null]);
    assert.equal(reason, IN_WORDS['SUPPRESSION_UNKNOWN']);
    // A record whose hash the relay has not written yet can be reached by email, of which nothing is unknown.
    const person = { LastName: 'Invented', MobilePhone: NUMBER, Email: 'invented@example.com' };
    const recordId = await scene.create('Contact', { ...person, Preferred_Verified_Channel__c: 'WhatsApp' });
    const answer = await ask({ recordId, purpose: 'OTP' });
    assert.deepEqual([answer.reasonCode, answer.suggestedChannel], ['SUPPRESSION_UNKNOWN', 'Email']);
    assert.equal((await ask({ recordId, channel: 'Email', purpose: 'OTP' })).reasonCode, 'ALLOWED');
    assert.equal((await ask({ ...inputs, address: '07700' })).reasonCode, 'INVALID_ADDRESS');
    await suppress(NUMBER, 'Complaint'); // known all the same
    assert.equal((await ask(inputs)).reasonCode, 'COMPLAINED');
    await lift(hashed);
    for (const channel of ['SMS', 'WhatsApp', 'Voice'] as const) {
        assert.equal((await ask({ ...inputs, address: '+447700900374' })).reasonCode, 'ALLOWED');
        const one = await suppress(hashOf('+447700900373'), 'Opt Out', channel);
        assert.equal((await ask({ ...inputs, address: '+447700900374' })).reasonCode, 'SUPPRESSION_UNKNOWN');
        assert.equal((await ask({ ...inputs, address: OTHER })).reasonCode, 'ALLOWED');
        await lift(one);
    }
});

for (const object of ['Contact', 'Lead'] as const)
    for (const [phone, shown] of [
        [NUMBER, NUMBER],
        ['07700 900371', '07700 900371'],
        [null, 'a number that is kept private'],
    ] as const)
        tests.add(`who calls a ${object} instead is told ${shown}, never the hash`, async () => {
            const words = {
                LastName: 'Invented',
                MobilePhone: phone,
                ...(object === 'Lead' && { Company: 'Invented' }),
            };
            const id = await scene.create(object, { ...words, Time_Zone__c: 'Europe/London' });
            const donation = { Message_Key__c: 'a', Recipient__c: HASH, Purpose__c: 'Donation', Record_Id__c: id };
            await scene.report({ ...donation, Status__c: 'Sent' });
            await scene.org.pass(120);
            const [task] = scene.org.rows("SELECT Description FROM Task WHERE Status = 'Not Started'");
            assert.ok(String(task?.['Description']).startsWith(`The message to ${shown} was not`));
        });

tests.add('a message to a hash of nobody is not sent again by another way, and says why', async () => {
    const donation = { Message_Key__c: 'a', Recipient__c: HASH, Purpose__c: 'Donation' };
    await scene.report({ ...donation, Status__c: 'Sent' });
    await scene.org.pass(120);
    assert.deepEqual(scene.message('a', ['Fallback_Status__c', 'Fallback_Note__c']), {
        Fallback_Status__c: 'Skipped',
        Fallback_Note__c: 'No contact and no lead is known for the message.',
    });
});

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
