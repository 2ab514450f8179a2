/**
 * `npm run crowd`: what 200 events use of the limits of a transaction when each is about a person with 5,000 messages;
 * prints the figures and writes them to docs/effect-proof.md. Fails for what is above half of a limit, above our own
 * ceiling, or more than it is for people with few messages.
 */
import assert from 'node:assert/strict';
import { setPriority } from 'node:os';
import { openFlowOrg } from '#local-org/flow-tests';
import { limitsTable, limitsWith, PEOPLE, type Used } from '../test/support/crowd.ts';
import { writeSection } from '../test/support/effectProof.ts';
import { ROOT } from '../test/support/landed.ts';

const [FEW, MANY] = [55, 5000];
const NICENESS = 10;

setPriority(NICENESS);
const org = openFlowOrg({ project: ROOT });
const used = new Map<number, readonly Used[]>();
for (const history of [FEW, MANY]) used.set(history, await limitsWith(org, history));
const gigabytes = (process.memoryUsage.rss() / 1e9).toFixed(1);
const records = (PEOPLE * MANY).toLocaleString('en-GB');
org.close();
const seconds = Math.round(process.cpuUsage().user / 1e6);
const cost = `${records} records in memory: ${gigabytes} GB and ${seconds} seconds of processor for the whole run.`;
const lines = limitsTable(used);
console.log([...lines, '', cost].join('\n'));
assert.deepEqual(used.get(MANY), used.get(FEW), 'more messages cost more');
await writeSection('crowd', [...lines, '', cost]);
