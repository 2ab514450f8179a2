/** R01: the whole product, with the relay killed again and again under load; on SQLite, and on PostgreSQL. */
import { killUnderLoad, startKillPath } from '../../test/support/killUnderLoad.ts';
import type { PathOptions } from '../../test/support/wholePath.ts';
import { startPostgres } from '../test/postgres/server.ts';
import { extent, law, none } from './row.ts';
import type { Length, Outcome, Row, Trial } from './row.ts';

interface Size {
    readonly kills: number;
    readonly reports: number;
}

const SIZES: Readonly<Record<Length, Size>> = {
    short: { kills: 3, reports: 3_200 },
    long: { kills: 50, reports: 12_000 },
    full: { kills: 100, reports: 1_000_000 },
};
const WHY = 'the local org and the load share the machine; --full tries all, for hours';

async function run({ length, seed, progress }: Trial, options: PathOptions = {}): Promise<Outcome> {
    const { kills, reports } = SIZES[length];
    const path = await startKillPath(options);
    try {
        const figures = await killUnderLoad(path, { kills, reports, seed, progress: (done) => progress(done, kills) });
        return {
            lines: [
                extent('kills', kills, SIZES.full.kills, WHY),
                extent('reports acknowledged', figures.acknowledged, SIZES.full.reports, WHY),
                none('lost', figures.lost),
                none('doubled', figures.doubled),
                none('wrong', figures.wrong),
                none('never sent', figures.unasked),
                // Else no kill fell between the org's work and its answer, and nothing was proved.
                law('events cut off after the org took them', figures.cutOff['after the org'], 'at least', 1),
                law('snapshots published again', figures.republished, 'at least', 1),
            ],
            also: {
                messages: figures.messages,
                'events cut off before': figures.cutOff['before the org'],
                'publish calls': figures.publishes,
                'restart, longest, s': figures.restartMs / 1_000,
                'drained in s': figures.drainedInMs / 1_000,
            },
        };
    } finally {
        await path.stop();
    }
}

const PASS_LINE = '100 kills, 1,000,000 reports acknowledged: 0 lost, 0 double effects';

export const kills: Row = {
    id: 'R01',
    title: 'kill -9 under load',
    passLine: PASS_LINE,
    test: 'test/proof/kill.test.ts › kill -9 under load loses and doubles nothing that was acknowledged',
    run: (trial) => run(trial),
};

export const killsOnPostgres: Row = {
    id: 'R01-PG',
    title: 'the same on PostgreSQL',
    passLine: PASS_LINE,
    test: 'relay/test/e2e/severalRelays.test.ts › three relays under load, two of them killed: the third takes over, nothing is lost and nothing doubled',
    async run(trial) {
        const server = await startPostgres({ durable: true });
        const setting = { kind: 'postgres', url: { env: 'DATABASE_URL' }, schema: 'landed' };
        const environment = { DATABASE_URL: server.url('postgres') };
        try {
            return await run(trial, { store: { setting, environment } });
        } finally {
            await server.stop();
        }
    },
};
