/** The dead-man's switch: a relay that breaks its promise to be heard of is told of once; what it stops on purpose is not. */
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

/** What each heartbeat writes; the next is due within 240 s. */
const beat = (expectedIn: number | null = 240, state = 'Running'): Row => ({
    Relay_Key__c: 'store-1',
    Name: 'Invented relay',
    State__c: state,
    Last_Seen_At__c: scene.time(),
    Expected_By__c: expectedIn === null ? null : scene.time(expectedIn),
});
const heartbeat = (row: Row): Promise<unknown> => scene.org.upsert('Relay_Status__c', 'Relay_Key__c', row);
const status = (...fields: string[]): Row => scene.row('Relay_Status__c', 'Relay_Key__c', 'store-1', fields);
const alerts = (): Row[] => scene.org.rows('SELECT Kind__c, Severity__c, Subject__c, Status__c FROM Delivery_Alert__c');
const RAISED = { Kind__c: 'Silent Relay', Severity__c: 'High', Subject__c: 'Invented relay', Status__c: 'New' };

tests.add('a relay that is silent past its promise is one alert and one task, however long it lasts', async () => {
    scene.org.setMetadata('Delivery_Policy__mdt', 'Default', { Task_Owner__c: 'admin@local-org.example' });
    await heartbeat(beat());
    const { Expected_By__c: promised } = status('Expected_By__c');
    await scene.org.pass(239);
    assert.deepEqual(alerts(), []);
    await scene.org.pass(1);
    assert.deepEqual(alerts(), [RAISED]);
    assert.deepEqual(status('State__c', 'Silent_Since__c', 'Alarm_Error__c'), {
        ...{ State__c: 'Silent', Silent_Since__c: promised, Alarm_Error__c: null },
    });
    await scene.org.pass(86_400);
    assert.deepEqual(alerts(), [RAISED]);
    const [task, ...others] = scene.org.rows('SELECT Subject, Description FROM Task');
    assert.ok(task);
    assert.equal(task['Subject'], 'Delivery alert: Silent Relay, Invented relay');
    assert.match(String(task['Description']), /landed doctor.*Invented relay was seen last at .* heard of by/s);
    assert.deepEqual(others, []);
    const [alert] = scene.org.rows('SELECT Detail__c, Window_Start__c FROM Delivery_Alert__c');
    const detail = 'was seen last at 2026-01-05 09:00:00Z and was to be heard of by 2026-01-05 09:04:00Z.';
    assert.deepEqual(alert, { Detail__c: `The relay Invented relay ${detail}`, Window_Start__c: promised });
});

// ---- the email

const MAILBOX = 'on-call@example.com';
const alarmTo = (facts: Row = {}): void =>
    scene.org.setMetadata('Delivery_Policy__mdt', 'Default', { Alarm_Email__c: MAILBOX, ...facts });

tests.add('each silence is one email to the address for alarms, which says what to do', async () => {
    alarmTo();
    await heartbeat(beat());
    await scene.org.pass(239);
    assert.deepEqual(scene.org.emails(), []);
    await scene.org.pass(86_400);
    const [email, ...others] = scene.org.emails();
    assert.ok(email);
    assert.deepEqual(others, []);
    const subject = 'Landed: the relay Invented relay is silent';
    assert.deepEqual([email.to, email.subject, email.template], [[MAILBOX], subject, null]);
    const advice = "Run 'landed doctor' there; the alert Silent Relay in Salesforce shows when it is back.";
    const meaning = 'Until it is back, delivery reports are kept where it runs, or tried again by the providers';
    const [alert] = scene.org.rows('SELECT Detail__c FROM Delivery_Alert__c');
    assert.equal(email.body, `${String(alert?.['Detail__c'])} ${meaning}, and change nothing in this org. ${advice}`);
    await heartbeat(beat());
    await scene.org.pass(300);
    assert.equal(scene.org.emails().length, 2, 'the next silence');
    assert.deepEqual(scene.org.errors(), []);
});

tests.add('the email goes out from the address of the policy, else from that of the workflow user', async () => {
    await scene.create('OrgWideEmailAddress', { Address: 'desk@example.org', DisplayName: 'Desk' });
    for (const sender of [null, 'desk@example.org']) {
        alarmTo({ Email_Sender__c: sender });
        await heartbeat(beat());
        await scene.org.pass(300);
    }
    const [user] = scene.org.rows("SELECT Email FROM User WHERE Username = 'admin@local-org.example'");
    const senders = scene.org.emails().map(({ sender }) => sender);
    assert.deepEqual(senders, [user?.['Email'], 'desk@example.org']);
});

tests.add('two relays that fall silent at once are an email each', async () => {
    alarmTo();
    await heartbeat(beat());
    await heartbeat({ ...beat(), Relay_Key__c: 'store-2', Name: 'Another' });
    await scene.org.pass(300);
    const subjects = scene.org.emails().map(({ subject }) => subject);
    assert.deepEqual(
        subjects.sort(),
        ['Another', 'Invented relay'].map((name) => `Landed: the relay ${name} is silent`),
    );
});

tests.add('without an address there is no email, and none of a silence that is not told', async () => {
    await heartbeat(beat());
    await scene.org.pass(300);
    alarmTo();
    await heartbeat(beat());
    scene.org.failAt('Relay_DeadMan', 'Raise_Alert');
    await scene.org.pass(300);
    assert.deepEqual(scene.org.emails(), []);
});

tests.add('an email that cannot be sent says why on the row of the relay; alert and task are there', async () => {
    scene.org.setMetadata('Delivery_Policy__mdt', 'Default', { Task_Owner__c: 'admin@local-org.example' });
    alarmTo({ Email_Sender__c: 'nobody-has-verified@example.org' });
    await heartbeat(beat());
    await scene.org.pass(300);
    const { State__c: state, Alarm_Error__c: error } = status('State__c', 'Alarm_Error__c');
    assert.equal(state, 'Silent');
    assert.match(String(error), /nobody-has-verified|address/i);
    assert.deepEqual([alerts(), scene.org.rows('SELECT Id FROM Task').length], [[RAISED], 1]);
});

tests.add('heartbeats in time alarm nobody', async () => {
    for (let minute = 0; minute < 10; minute += 1) {
        await heartbeat(beat());
        await scene.org.pass(60);
    }
    assert.deepEqual(alerts(), []);
    assert.deepEqual(status('State__c', 'Silent_Since__c', 'Recovered_At__c'), {
        ...{ State__c: 'Running', Silent_Since__c: null, Recovered_At__c: null },
    });
});

tests.add('a relay that was stopped on purpose alarms nobody', async () => {
    await heartbeat(beat());
    await heartbeat(beat(null, 'Stopped on Purpose'));
    await scene.org.pass(86_400);
    assert.deepEqual(alerts(), []);
    assert.equal(status('State__c')['State__c'], 'Stopped on Purpose');
});

tests.add('when heartbeats are back, that is noted, the alert resolved, and the next silence told again', async () => {
    await heartbeat(beat());
    await scene.org.pass(300);
    await heartbeat(beat(240, 'Degraded'));
    assert.deepEqual(alerts(), [{ ...RAISED, Status__c: 'Resolved' }]);
    const { Recovered_At__c: recoveredAt, ...rest } = status('State__c', 'Silent_Since__c', 'Recovered_At__c');
    assert.deepEqual(rest, { State__c: 'Degraded', Silent_Since__c: null });
    assert.equal(Date.parse(String(recoveredAt)), Math.floor(scene.org.now() / 1000) * 1000);
    const [{ Window_End__c: end } = {}] = scene.org.rows('SELECT Window_End__c FROM Delivery_Alert__c');
    assert.equal(end, recoveredAt);
    await scene.org.pass(300);
    assert.deepEqual(
        alerts()
            .map((alert) => alert['Status__c'])
            .sort(),
        ['New', 'Resolved'],
    );
});

tests.add('a relay that comes back only to stop on purpose has recovered too', async () => {
    await heartbeat(beat());
    await scene.org.pass(300);
    await heartbeat(beat(null, 'Stopped on Purpose'));
    assert.deepEqual(alerts(), [{ ...RAISED, Status__c: 'Resolved' }]);
    assert.equal(status('Silent_Since__c')['Silent_Since__c'], null);
});

tests.add('each of two relays has its own alert, and recovers by itself', async () => {
    await heartbeat(beat());
    await heartbeat({ ...beat(), Relay_Key__c: 'store-2', Name: 'Another' });
    await scene.org.pass(300);
    await heartbeat(beat());
    const ended = alerts().map((alert) => [alert['Subject__c'], alert['Status__c']]);
    assert.deepEqual(ended.sort(), [
        ['Another', 'New'],
        ['Invented relay', 'Resolved'],
    ]);
});

tests.add('what becomes of one relay is written on no other', async () => {
    const other = { ...beat(86_400), Relay_Key__c: 'store-2', Name: 'Another' };
    const fields = ['State__c', 'Alarm_Error__c', 'Silent_Since__c', 'Recovered_At__c'];
    const ofOther = (): Row => scene.row('Relay_Status__c', 'Relay_Key__c', 'store-2', fields);
    await heartbeat(other);
    const before = ofOther();
    await heartbeat(beat());
    await scene.org.pass(300); // marked, and told
    assert.equal(status('State__c')['State__c'], 'Silent');
    assert.deepEqual(ofOther(), before);
    scene.org.failAt('Relay_DeadMan', 'Resolve_Alert');
    await heartbeat(beat()); // recovered, with an alert that stays open
    assert.notEqual(status('Alarm_Error__c')['Alarm_Error__c'], null);
    assert.deepEqual(ofOther(), before);
    scene.org.failAt('Relay_DeadMan', 'Raise_Alert');
    await scene.org.pass(300);
    assert.deepEqual(ofOther(), before);
});

tests.add('an alert that is refused says why on the row of the relay, and that it is silent', async () => {
    scene.org.failAt('Relay_DeadMan', 'Raise_Alert', { message: 'x'.repeat(300) });
    await heartbeat(beat());
    await scene.org.pass(300);
    assert.deepEqual(status('State__c', 'Alarm_Error__c'), { State__c: 'Silent', Alarm_Error__c: 'x'.repeat(255) });
    await heartbeat(beat());
    assert.equal(status('Alarm_Error__c')['Alarm_Error__c'], null);
});

tests.add('a relay that cannot be marked as silent is told of all the same', async () => {
    scene.org.failAt('Relay_DeadMan', 'Mark_Silent');
    await heartbeat(beat());
    await scene.org.pass(300);
    assert.deepEqual(alerts(), [RAISED]);
});

tests.add('a recovery that cannot be noted leaves the heartbeat be, and the next one notes it', async () => {
    await heartbeat(beat());
    await scene.org.pass(300);
    scene.org.failAt('Relay_DeadMan', 'Note_Recovery', { times: 1 });
    await heartbeat(beat());
    assert.equal(status('State__c')['State__c'], 'Running');
    assert.deepEqual(alerts(), [RAISED]);
    await heartbeat(beat());
    assert.equal(status('Silent_Since__c')['Silent_Since__c'], null);
    assert.deepEqual(alerts(), [{ ...RAISED, Status__c: 'Resolved' }]);
});

tests.add('an alert that cannot be resolved says why on the row of the relay', async () => {
    await heartbeat(beat());
    await scene.org.pass(300);
    scene.org.failAt('Relay_DeadMan', 'Resolve_Alert', { message: 'invented' });
    await heartbeat(beat());
    assert.deepEqual(status('State__c', 'Alarm_Error__c'), { State__c: 'Running', Alarm_Error__c: 'invented' });
});

tests.add('switched off, a silence alarms nobody and a recovery is not noted', async () => {
    scene.switchOff('Relay_DeadMan');
    await heartbeat(beat());
    await scene.org.pass(300);
    assert.deepEqual(alerts(), []);
    await heartbeat({ ...beat(), Silent_Since__c: scene.time() });
    assert.equal(status('Recovered_At__c')['Recovered_At__c'], null);
});

tests.add('what can neither be marked nor told at first is tried once, and said', async () => {
    scene.org.failAt('Relay_DeadMan', 'Mark_Silent');
    scene.org.failAt('Relay_DeadMan', 'Raise_Alert', { message: 'invented' });
    await heartbeat(beat());
    await scene.org.pass(300);
    assert.deepEqual(status('State__c', 'Alarm_Error__c'), { State__c: 'Silent', Alarm_Error__c: 'invented' });
});

tests.add('faults that cannot be noted either keep no heartbeat from being written', async () => {
    for (const element of ['Note_Fault', 'Note_Unresolved']) scene.org.failAt('Relay_DeadMan', element);
    scene.org.failAt('Relay_DeadMan', 'Raise_Alert');
    scene.org.failAt('Relay_DeadMan', 'Resolve_Alert');
    await heartbeat(beat());
    await scene.org.pass(300);
    assert.deepEqual(status('State__c', 'Alarm_Error__c'), { State__c: 'Silent', Alarm_Error__c: null });
    await heartbeat(beat());
    assert.deepEqual(status('State__c', 'Silent_Since__c'), { State__c: 'Running', Silent_Since__c: null });
});

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
