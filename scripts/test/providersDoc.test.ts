/** docs/providers.md is what the adapters do: what it says of a few callbacks is compared with the adapters themselves. */
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { PROVIDERS } from '../../relay/src/providers/index.ts';

const page = readFileSync(new URL('../../docs/providers.md', import.meta.url), 'utf8');

/** The rows of the table below a heading, as cells without code marks. */
function rowsOf(section: string, heading: string): string[][] {
    const [, part = ''] = heading === '' ? ['', section] : section.split(`### ${heading}\n`);
    const [table = ''] = part.split('\n### ');
    return table
        .split('\n')
        .filter((line) => line.startsWith('| `'))
        .map((line) =>
            line
                .split('|')
                .slice(1, -1)
                .map((cell) => cell.trim().replaceAll('`', '')),
        );
}

const sectionOf = (label: string): string => page.split(`\n## ${label}\n`)[1]?.split('\n## ')[0] ?? '';

test("each provider's statuses, codes and fields are in the page as its adapter has them", () => {
    for (const { id, label, statuses } of PROVIDERS) {
        const section = sectionOf(label);
        const listed = rowsOf(section, '').slice(0, Object.keys(statuses).length);
        assert.deepEqual(
            listed,
            Object.entries(statuses).map(([raw, status]) => [raw, status ?? 'none']),
            id,
        );
        const fields = new Map(rowsOf(section, 'Fields').map(([field = '', from = '']) => [field, from]));
        assert.ok(fields.get('Message_Key__c'), `${id}: what the message's key comes from`);
        assert.ok(fields.has('Status__c') && fields.has('Provider_Status__c'), `${id}: what its status comes from`);
    }
});

test('a field of a callback is listed at what it fills, and at nothing else', () => {
    const fieldsOf = (label: string) =>
        new Map(rowsOf(sectionOf(label), 'Fields').map(([field, from]) => [field, from]));
    const bsr = fieldsOf('BSR');
    assert.equal(bsr.get('Segments__c'), '[].segments, segments');
    assert.equal(fieldsOf('Twilio').get('Error_Code__c'), 'body ErrorCode');
    assert.match(sectionOf('Twilio'), /No field of it fills [^\n]*`Carrier__c`/);
});
