/** Opt-outs, opt-ins and complaints on the whole path: a provider's webhook, the relay, the flows, and what the gate says. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SignedRequest } from '../support/providerRequests.ts';
import { keptAlive, send } from '../support/send.ts';
import { until } from '../support/until.ts';
import { startPath, type WholePath } from '../support/wholePath.ts';
import type { Row } from '../support/orgClient.ts';

const POSTMARK_SECRET = 'postmark-secret-of-the-proof';
const NUMBER = '+447700900311';
const MAIL = 'consent@example.com';
const agent = keptAlive(1);

let path: WholePath;
before(async () => {
    path = await startPath({
        sources: [{ provider: 'postmark', name: 'proof', org: 'proof', secrets: [{ local: POSTMARK_SECRET }] }],
    });
});
after(() => path.stop());

async function deliver(request: SignedRequest): Promise<void> {
    const { status } = await send(request, agent);
    assert.equal(Math.floor(status / 100), 2);
}

/** The person's answer to our number. Twilio gives no time, so that the order of the answers is that of their receipt. */
const answer = (messageId: string, word: 'STOP' | 'START'): Promise<void> =>
    deliver(
        path.relay().sign({
            provider: 'twilio',
            callbacks: [{ messageId, status: word, code: null, to: NUMBER, from: '+14155550100', at: new Date() }],
        }),
    );

/** https://postmarkapp.com/developer/webhooks/webhooks-overview (2026-11-25) */
const postmark = (record: Readonly<Record<string, unknown>>): Promise<void> =>
    deliver({
        url: `${path.relay().url}/hooks/postmark/proof/${POSTMARK_SECRET}`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ MessageID: '883953f4-6105-42a2-a16a-77a8eac79483', ...record }),
    });

const FIELDS = ['Is_Active__c', 'Reason__c', 'Ended_By__c', 'Evidence__c', 'Opt_In_Evidence__c'];

/** Waits until the suppression of the address says so. */
async function comesTo(address: string, expected: Row): Promise<void> {
    const look = async (): Promise<Row | undefined> => {
        await path.org.client.idle();
        const query = `SELECT ${FIELDS.join(', ')} FROM Suppression__c WHERE Address__c = '${address}'`;
        return (await path.org.client.query(query))[0];
    };
    const says = (row: Row | undefined): boolean =>
        Object.entries(expected).every(([field, value]) => row?.[field] === value);
    await until(look, says);
}

interface Verdict {
    readonly outputValues: { readonly reasonCode: unknown };
}

async function verdict(input: Readonly<Record<string, string>>): Promise<unknown> {
    const action = '/services/data/v67.0/actions/custom/flow/Delivery_CheckPermission';
    const { json } = await path.org.client.call('POST', action, { inputs: [{ purpose: 'OTP', ...input }] });
    return (json as readonly Verdict[])[0]?.outputValues.reasonCode; // the shape of docs/send-gate.md
}

test('STOP, START and STOP again by text message: the number is refused, allowed and refused', async () => {
    const said = (): Promise<unknown> => verdict({ channel: 'SMS', address: NUMBER });
    const nextSecond = async (): Promise<void> => {
        const begun = Math.floor(Date.now() / 1000);
        await until(
            () => Promise.resolve(Math.floor(Date.now() / 1000)),
            (now) => now > begun, // the CRM keeps whole seconds, and of one second the opt-out counts
        );
    };
    await answer('SM00000000000000000000000000000311', 'STOP');
    await comesTo(NUMBER, { Is_Active__c: true, Reason__c: 'Opt Out' });
    assert.equal(await said(), 'OPTED_OUT');
    await nextSecond();
    await answer('SM00000000000000000000000000000312', 'START');
    const evidence = { Opt_In_Evidence__c: 'twilio:SM00000000000000000000000000000312' };
    await comesTo(NUMBER, { Is_Active__c: false, Ended_By__c: 'Opt-In', ...evidence });
    assert.equal(await said(), 'ALLOWED');
    await nextSecond();
    await answer('SM00000000000000000000000000000313', 'STOP');
    await comesTo(NUMBER, { Is_Active__c: true, Evidence__c: 'twilio:SM00000000000000000000000000000313' });
    await answer('SM00000000000000000000000000000312', 'START'); // a copy, received late
    await path.org.client.idle();
    assert.equal(await said(), 'OPTED_OUT');
});

test('an unsubscription, a subscription and a complaint on one mail, out of order: the complaint stays', async () => {
    const at = (seconds: number): string => new Date(Date.now() - 60_000 + seconds * 1000).toISOString();
    const said = (): Promise<unknown> => verdict({ channel: 'Email', address: MAIL });
    const change = { RecordType: 'SubscriptionChange', Recipient: MAIL, Origin: 'Recipient' };
    await postmark({ RecordType: 'Delivery', Recipient: MAIL, DeliveredAt: at(0) });
    await postmark({ ...change, ChangedAt: at(2), SuppressSending: false, SuppressionReason: null });
    await postmark({ ...change, ChangedAt: at(1), SuppressSending: true, SuppressionReason: 'ManualSuppression' });
    await postmark({ ...change, ChangedAt: at(4), SuppressSending: true, SuppressionReason: 'ManualSuppression' });
    await comesTo(MAIL, { Is_Active__c: true, Reason__c: 'Opt Out' });
    assert.equal(await said(), 'OPTED_OUT');
    await postmark({ ...change, ChangedAt: at(6), SuppressSending: false, SuppressionReason: null });
    await comesTo(MAIL, { Is_Active__c: false, Ended_By__c: 'Opt-In' });
    assert.equal(await said(), 'ALLOWED');
    await postmark({ RecordType: 'SpamComplaint', Email: MAIL, BouncedAt: at(5) });
    await comesTo(MAIL, { Is_Active__c: true, Reason__c: 'Complaint' });
    assert.equal(await said(), 'COMPLAINED');
});
