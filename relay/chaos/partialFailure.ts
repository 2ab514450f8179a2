/** R08: of a call's 200 records some are refused, for a while or for good; or one of them spoils the whole call. */
import { bsrReport, PATIENT, post, settled, startHarness } from '../test/service/harness.ts';
import type { Harness } from '../test/service/harness.ts';
import type { Fields } from '../test/service/fakeOrg.ts';
import { Dice } from '../../test/support/dice.ts';
import { law, none } from './row.ts';
import type { Length, Row } from './row.ts';

const CALL = 200;
const MOST_FAILING = 50;
/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm (status codes, 2026-11-26) */
const PASSING = ['UNABLE_TO_LOCK_ROW', 'STORAGE_LIMIT_EXCEEDED', 'UNKNOWN_EXCEPTION'];
const LASTING = 'FIELD_CUSTOM_VALIDATION_EXCEPTION';
const WITHIN_MS = 60_000;

interface Figures {
    lost: number;
    sentAgainThoughTaken: number;
    wronglyDead: number;
    withoutCause: number;
    failing: number;
    /** Calls refused whole before the guilty record was alone. */
    isolation: number;
}

const keyOf = (fields: Fields): string => String(fields['Message_Key__c']);

async function postAll(harness: Harness, round: number): Promise<string[]> {
    const ids = Array.from({ length: CALL }, (_, index) => `r${round}m${index}`);
    const reports = ids.map((id, index) =>
        bsrReport({ id, to: `+4477${String(round * CALL + index).padStart(8, '0')}` }),
    );
    const { status } = await post(harness.url, reports);
    if (status !== 200) throw new Error(`answered ${status}`);
    return ids.map((id) => `bsr:${id}`);
}

async function deadIn(harness: Harness): Promise<number> {
    const ready = (await (await fetch(`${harness.url}/ready`)).json()) as { dead: number };
    return ready.dead;
}

/** Some are refused once or twice, some for ever. */
async function refuseSome(harness: Harness, dice: Dice, round: number, figures: Figures): Promise<void> {
    const failing = new Map<string, { readonly code: string; left: number }>();
    for (let count = 1 + dice.roll(MOST_FAILING); count > 0; count -= 1) {
        const code = dice.roll(4) === 0 ? LASTING : (PASSING[dice.roll(PASSING.length)] ?? LASTING);
        const left = code === LASTING ? Infinity : 1 + dice.roll(2);
        failing.set(`bsr:r${round}m${dice.roll(CALL)}`, { code, left });
    }
    const taken = new Set<string>();
    harness.org.faults.record = (event) => {
        if (event['Message_Key__c'] === undefined) return undefined; // totals, say
        const key = keyOf(event);
        const fault = failing.get(key);
        if (fault !== undefined && fault.left > 0) {
            fault.left -= 1;
            return fault.code;
        }
        if (taken.has(key)) figures.sentAgainThoughTaken += 1;
        taken.add(key);
        return undefined;
    };
    const before = await deadIn(harness);
    const keys = await postAll(harness, round);
    await settled(harness, WITHIN_MS);
    const lasting = [...failing.values()].filter(({ code }) => code === LASTING).length;
    const healthy = keys.filter((key) => failing.get(key)?.code !== LASTING);
    figures.failing += failing.size;
    figures.lost += healthy.filter((key) => !harness.org.rows.has(key)).length;
    figures.wronglyDead += Math.abs((await deadIn(harness)) - before - lasting);
    const told = harness.logged.filter((line) => line.includes('delivery.attempted') && line.includes(LASTING));
    figures.withoutCause += told.length < lasting ? 1 : 0;
    harness.logged.length = 0;
}

/** The org cannot read a call that holds the guilty record. */
async function refuseWhole(harness: Harness, dice: Dice, round: number, figures: Figures): Promise<void> {
    const guilty = `bsr:r${round}m${dice.roll(CALL)}`;
    let refusedInCompany = 0;
    delete harness.org.faults.record;
    harness.org.faults.refuse = (events) => {
        if (!events.some((event) => keyOf(event) === guilty)) return undefined;
        if (events.length > 1) refusedInCompany += 1;
        return 'JSON_PARSER_ERROR';
    };
    const keys = await postAll(harness, round);
    await settled(harness, WITHIN_MS);
    delete harness.org.faults.refuse;
    figures.lost += keys.filter((key) => key !== guilty && !harness.org.rows.has(key)).length;
    figures.isolation = Math.max(figures.isolation, refusedInCompany);
}

const ROUNDS: Readonly<Record<Length, number>> = { short: 1, long: 25, full: 250 };

export const partialFailure: Row = {
    id: 'R08',
    title: 'calls that fail in part',
    passLine:
        '1–50 of 200 records refused: only those are sent again; poison isolated within log₂(200) = 8 calls; dead letters with their cause',
    test: 'relay/test/e2e/outages.test.ts › R08: of a call that fails in part only the failed records are sent again, and the guilty one is found by halves',
    async run({ length, seed, progress }) {
        const figures: Figures = {
            ...{ lost: 0, sentAgainThoughTaken: 0, wronglyDead: 0, withoutCause: 0, failing: 0, isolation: 0 },
        };
        const dice = new Dice(seed);
        const harness = await startHarness(PATIENT);
        try {
            for (let round = 0; round < ROUNDS[length]; round += 1) {
                await refuseSome(harness, dice, 2 * round, figures);
                await refuseWhole(harness, dice, 2 * round + 1, figures);
                progress(round + 1, ROUNDS[length]);
            }
        } finally {
            await harness.close();
        }
        return {
            lines: [
                none('lost', figures.lost),
                none('sent again though taken', figures.sentAgainThoughTaken),
                none('dead for nothing, or not dead', figures.wronglyDead),
                none('rounds with a death without its cause', figures.withoutCause),
                law('calls refused until the guilty one is alone, most', figures.isolation, 'at most', 8),
            ],
            also: { rounds: ROUNDS[length], records: 2 * CALL * ROUNDS[length], refused: figures.failing },
        };
    },
};
