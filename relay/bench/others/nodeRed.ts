/** Node-RED's flows as its editor would save them (https://nodered.org/docs/api/admin/types#flow, 2026-11-26). */
import { EVENT_NAME } from '../../src/salesforce/eventFields.generated.ts';

/** A call of the org carries at most this many records, and Node-RED's flow does as much. */
const CALL = 200;
const EVERY_SECONDS = 0.1;

/** Verifies nothing: that is in Node-RED's favour. */
const EVENT = `const { message_id, to, status, delivered_at } = msg.payload;
const event = { attributes: { type: '${EVENT_NAME}' }, Message_Key__c: 'bsr:' + message_id, Recipient__c: to,
    Status__c: status === 'DELIVRD' ? 'Delivered' : 'Failed', Delivered_At__c: delivered_at };`;

const CALL_OF = (records: string): string => `{ method: 'POST',
    headers: { authorization: 'Bearer ' + env.get('BENCH_ORG_TOKEN'), 'content-type': 'application/json' },
    payload: { allOrNone: false, records: ${records} } }`;

const tab = { id: 'tab', type: 'tab', label: 'bench' };
const hook = { id: 'hook', type: 'http in', z: 'tab', url: '/hooks/bsr/bench', method: 'post' };
const answer = { id: 'answer', type: 'http response', z: 'tab', wires: [] };

const run = (id: string, func: string, to: readonly string[]) => ({
    ...{ id, type: 'function', z: 'tab', func, outputs: to.length, wires: to.map((next) => [next]) },
});
const call = (orgUrl: string, next: readonly string[]) => ({
    ...{ id: 'call', type: 'http request', z: 'tab', method: 'use', ret: 'obj', wires: [next] },
    url: `${orgUrl}/services/data/v67.0/composite/sobjects`,
});

/** Each webhook is forwarded, and answered when the org has taken it. */
export function forwardingFlow(orgUrl: string): object[] {
    return [
        tab,
        { ...hook, wires: [['event']] },
        run('event', `${EVENT}\nreturn Object.assign(msg, ${CALL_OF('[event]')});`, ['call']),
        call(orgUrl, ['status']),
        run('status', "msg.statusCode = msg.statusCode === 200 ? 204 : 502; msg.payload = ''; return msg;", ['answer']),
        answer,
    ];
}

/** Each webhook is answered at once and kept in memory; every tenth of a second what has come is sent. */
export function batchingFlow(orgUrl: string): object[] {
    const keep = `${EVENT}
const kept = flow.get('kept') ?? [];
kept.push(event);
flow.set('kept', kept);
msg.statusCode = 204; msg.payload = ''; return msg;`;
    const send = `const kept = flow.get('kept') ?? [];
flow.set('kept', []);
const calls = [];
for (let at = 0; at < kept.length; at += ${CALL}) calls.push(${CALL_OF(`kept.slice(at, at + ${CALL})`)});
return [calls];`;
    return [
        tab,
        { ...hook, wires: [['keep']] },
        run('keep', keep, ['answer']),
        answer,
        { id: 'tick', type: 'inject', z: 'tab', repeat: String(EVERY_SECONDS), once: true, wires: [['send']] },
        run('send', send, ['call']),
        call(orgUrl, []),
    ];
}

/** Without its editor, and without a log of requests. */
export function settingsFile(port: number, directory: string): string {
    const settings = {
        ...{ uiPort: port, uiHost: '127.0.0.1', httpAdminRoot: false, httpNodeRoot: '/', userDir: directory },
        ...{ flowFile: 'flows.json', credentialSecret: false, logging: { console: { level: 'info' } } },
    };
    return `module.exports = ${JSON.stringify(settings)};`;
}
