import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ERRORS, RelayError } from '../../src/core/errors.ts';

test('the table and its page name the same errors', () => {
    const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
    const documented = [...page.matchAll(/^\| `(RELAY_\w+)`/gm)].map(([, code]) => code);
    assert.deepEqual(documented.sort(), Object.keys(ERRORS).sort());
});

test('what may succeed later is never a 4xx: several providers drop a report for good on one', () => {
    for (const [code, { http, retry }] of Object.entries(ERRORS)) {
        assert.equal(retry, http !== null && http >= 500, code);
    }
});

test('an error keeps its cause and tells the caller nothing of its message', () => {
    const cause = new Error('disk');
    const error = new RelayError('RELAY_JOURNAL_UNAVAILABLE', 'could not write /data/journal.db', { cause });
    assert.equal(error.cause, cause);
    assert.equal(error.facts.http, 503);
    assert.doesNotMatch(error.facts.answer, /data/);
});
