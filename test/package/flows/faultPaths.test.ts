/** Whatever element of a flow fails, its fault path takes it, and no flow ends in a fault that nobody handles. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    flowTests,
    openFlowOrg,
    runFlowTest,
    type FlowOrg,
    type FlowTest,
} from '../../../local-org/src/flowTests/index.ts';
import { ROOT } from '../../support/landed.ts';
import alerts from './alerts.test.ts';
import cleanList from './cleanList.test.ts';
import deadlines from './deadlines.test.ts';
import deadMan from './deadMan.test.ts';
import engagement from './engagement.test.ts';
import erasure from './erasure.test.ts';
import expiry from './expiry.test.ts';
import fallback from './fallback.test.ts';
import leads from './leads.test.ts';
import numbers from './numbers.test.ts';
import outcomes from './outcomes.test.ts';
import privateNumbers from './privateNumbers.test.ts';
import quietHours from './quietHours.test.ts';
import review from './review.test.ts';
import sendGate from './sendGate.test.ts';
import sweep from './sweep.test.ts';
import undoWave from './undoWave.test.ts';

const tests = flowTests();
export default tests;

/** Those at the end of the list are long. */
const SHORT = -2;
const STORIES: readonly FlowTest[] = [
    ...alerts.list,
    ...outcomes.list,
    ...numbers.list.filter(({ name }) => !name.includes('however the number')),
    ...leads.list,
    ...fallback.list.slice(0, SHORT),
    ...quietHours.list,
    ...engagement.list.slice(0, SHORT),
    ...sweep.list.slice(0, 1),
    ...deadlines.list.filter(({ name }) => /to the minute|says nothing/.test(name)),
    ...erasure.list.filter(({ name }) => /the timer left/.test(name)),
    ...expiry.list.filter(({ name }) => /by the sweep/.test(name)),
    ...review.list.slice(0, -1),
    ...undoWave.list.slice(0, 1),
    ...cleanList.list.filter(({ name }) => /a count changes nothing|removed are those/.test(name)),
    ...deadMan.list,
    ...privateNumbers.list.filter(({ name }) => name.includes('cannot tell')),
    ...sendGate.list.filter(({ name }) => /against whom nothing stands|at night/.test(name)),
];

const FLOWS = [
    'Alert_Notify',
    'Campaign_CleanList',
    'Contact_AskForReview',
    'Contact_NormaliseNumber',
    'Delivery_CheckPermission',
    'Delivery_RecordReport',
    'Delivery_SweepPending',
    'Lead_AskForReview',
    'Lead_FollowConversion',
    'Lead_NormaliseNumber',
    'Message_ArmFallback',
    'Message_Engagement',
    'Message_Erase',
    'Message_EraseOld',
    'Message_FallbackSend',
    'Message_FallbackTimer',
    'Message_LinkRecipient',
    'Message_SetDeadlines',
    'Message_Suppress',
    'Message_UpdateRecipient',
    'Message_ValidityTimer',
    'Relay_DeadMan',
    'Suppression_Expire',
    'Suppression_SyncPeople',
    'Suppression_UndoWave',
] as const;

/** Elements that are only reached when another fails first. */
const AFTER: Readonly<Record<string, string>> = {
    'Alert_Notify Note_Fault': 'Create_Task',
    'Relay_DeadMan Note_Fault': 'Raise_Alert',
    'Relay_DeadMan Note_Unresolved': 'Resolve_Alert',
    'Delivery_RecordReport Publish_Error': 'Upsert_Message',
    'Message_FallbackSend Mark_Failed': 'Get_Message',
    'Message_Suppress Get_Created_Meanwhile': 'Create_Suppression',
    'Message_Suppress Mark_Failed': 'Get_Suppression',
    'Message_UpdateRecipient Mark_Failed': 'Get_Newest',
    'Suppression_SyncPeople Note_Fault': 'Get_Current',
};

/** Which story leads to an element, found once by telling them all. */
let leading: ReadonlyMap<string, FlowTest> | undefined;

async function findStories(org: FlowOrg): Promise<ReadonlyMap<string, FlowTest>> {
    const found = new Map<string, FlowTest>();
    for (const story of STORIES) {
        await told(org, story);
        for (const { flow, element } of org.trace()) {
            const place = `${flow} ${element}`;
            if (!found.has(place)) found.set(place, story);
        }
    }
    return found;
}

/** What the story itself expects is of no interest here. */
async function told(org: FlowOrg, story: FlowTest, prepare: () => void = () => undefined): Promise<void> {
    org.reset();
    prepare();
    await story.body(org).catch(() => undefined);
}

const FAULT = ' › fault';
const fallible = (org: FlowOrg, flow: string): string[] =>
    Object.keys(org.covered().report()[flow]?.outcomes ?? {})
        .filter((name) => name.endsWith(FAULT))
        .map((name) => name.slice(0, -FAULT.length));

for (const flow of FLOWS) {
    tests.add(`whatever element of ${flow} fails, its fault path takes it`, async (org) => {
        leading ??= await findStories(org);
        for (const element of fallible(org, flow)) {
            const first = AFTER[`${flow} ${element}`];
            const story = leading.get(`${flow} ${first ?? element}`);
            assert.ok(story, `no story leads to ${element}`);
            await told(org, story, () => {
                for (const each of [first, element]) if (each !== undefined) org.failAt(flow, each);
            });
            const taken = org.trace(flow).filter((entry) => entry.element === element && entry.outcome === 'fault');
            assert.ok(taken.length > 0, `the fault path of ${element} was not taken`);
            const unhandled = org.trace(flow).filter(({ kind }) => kind.startsWith('failed'));
            assert.deepEqual(unhandled, [], `after the fault of ${element}`);
        }
    });
}

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
