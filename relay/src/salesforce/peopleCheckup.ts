/** Whether an org that is told no numbers can find people all the same: `landed doctor` asks. */
import type { NumberHash } from '../core/hashedNumbers.ts';
import type { Finding } from './checkup.ts';
import type { OrgReader } from './orgReader.ts';
import { HASH_FIELD, hashesOf, PEOPLE, unhashed } from './peopleHasher.ts';
import type { People } from './peopleHasher.ts';

const NEEDED = ['SMS_Number__c', HASH_FIELD];
const GRANT =
    "Assign the permission sets Landed_Relay_Private_Numbers and Landed_Relay_People to the relay's user (docs/private-numbers.md).";
/** Enough to tell a key that is another one. */
const SAMPLE = 50;

async function checkOne(reader: OrgReader, people: People, numbers: NumberHash): Promise<Finding> {
    const { object } = people;
    const check = `hashes of numbers: ${object}`;
    const described = await reader.describe(object);
    if (described.kind === 'refused')
        return { check, result: 'failed', detail: `not found or not visible (${described.code})`, fix: GRANT };
    const { fields, locked, updateable } = described.value;
    const missing = NEEDED.filter((field) => !fields.includes(field));
    if (missing.length > 0)
        return { check, result: 'failed', detail: `fields missing or hidden: ${missing.join(', ')}`, fix: GRANT };
    if (!updateable || locked.includes(HASH_FIELD))
        return { check, result: 'failed', detail: `${HASH_FIELD} cannot be written by this user`, fix: GRANT };
    const columns = `SELECT Id, ${NEEDED.join(', ')} FROM ${object}`;
    const [some, waiting] = [
        await reader.query(`${columns} WHERE ${HASH_FIELD} != null AND SMS_Number__c != null LIMIT ${SAMPLE}`),
        await reader.query(`${columns} WHERE ${unhashed(people)} LIMIT ${SAMPLE}`),
    ];
    for (const answer of [some, waiting])
        if (answer.kind === 'refused')
            return { check, result: 'failed', detail: `cannot be read (${answer.code})`, fix: GRANT };
    const rowsOf = (answer: typeof some): readonly unknown[] => (answer.kind === 'answered' ? answer.value : []);
    const { length: wrong } = hashesOf(rowsOf(some), numbers);
    if (wrong > 0)
        return {
            ...{ check, result: 'failed', detail: `${wrong} of ${rowsOf(some).length} are not those of this key` },
            fix: 'Put back the key with which they were made, or write them all anew (docs/private-numbers.md, The key).',
        };
    const { length: without } = rowsOf(waiting);
    if (without === 0) return { check, result: 'ok', detail: 'everybody with a number whom this user sees has one' };
    const count = without < SAMPLE ? String(without) : `${SAMPLE} and more`;
    return {
        ...{ check, result: 'warning', detail: `${count} have none, and no report finds them` },
        fix: 'A running relay writes them within minutes; for many, and for those whom its user may not edit: landed numbers normalise --config.',
    };
}

export async function checkPeople(reader: OrgReader, numbers: NumberHash | null): Promise<Finding[]> {
    const findings: Finding[] = [];
    if (numbers !== null) for (const people of PEOPLE) findings.push(await checkOne(reader, people, numbers));
    return findings;
}
