/** R02: what a power cut takes is what was not synced; so nothing is answered before its own bytes are. */
import { ROOT } from '../../test/support/landed.ts';
import { judgeRelay } from '../../test/support/syncProof.ts';
import { extent, law, none } from './row.ts';
import type { Length, Row } from './row.ts';

const ANSWERS: Readonly<Record<Length, number>> = { short: 300, long: 10_000, full: 10_000 };
/** A trace is judged as a whole, and grows faster than its answers. */
const OF_ONE_TRACE = 1_000;

export const syncedFirst: Row = {
    id: 'R02',
    title: 'power cut: synced before answered',
    passLine: 'the system calls of 10,000 of 10,000 answers: fsync of the journal, then the 200',
    test: 'test/proof/fsync.test.ts › no report is answered 2xx before its bytes in the journal are synced',
    async run({ length, progress }) {
        const asked = ANSWERS[length];
        let [answered, early, syncs] = [0, 0, 0];
        while (answered < asked) {
            const verdict = await judgeRelay(ROOT, Math.min(OF_ONE_TRACE, asked - answered));
            answered += verdict.answered;
            early += verdict.early.length;
            syncs += verdict.syncs;
            progress(answered, asked);
        }
        return {
            lines: [
                extent('answers', answered, ANSWERS.full),
                none('answered before their sync', early),
                law('syncs for an answer', syncs / answered, 'at most', 0.99), // commits are grouped
            ],
        };
    },
};
