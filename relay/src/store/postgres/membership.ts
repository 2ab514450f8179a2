/**
 * Who lives, and who speaks to which org. Each relay's row is its lease, by the server's clock; whoever finds one expired
 * removes it in one transaction with all that it held. A relay that only slept finds its token gone, and begins anew: what
 * it still says under the old one is not taken.
 */
import type { Heard } from '../../core/vitals.ts';
import type { Database, Queries } from './database.ts';

type Kept = ReadonlySet<string>;

export interface Membership {
    /** The fencing token of this relay. */
    token(): number;
    /** Whether this relay speaks to the org, as far as it knows; a transaction is told for certain. */
    keeps(org: string): Promise<boolean>;
    /** A transaction that locks what is known of these orgs' messages; `kept` are those that this relay speaks to. */
    change<T>(db: Database, orgs: readonly string[], work: (tx: Queries, kept: Kept) => Promise<T>): Promise<T>;
    /** Other relays that live. */
    others(): Promise<number>;
    /** Leaves a word for them, and returns theirs: the last of each. */
    exchange(word: Heard): Promise<Heard[]>;
    /** Renews the lease, buries those who did not, takes the orgs that nobody speaks to. */
    tend(): Promise<void>;
    /** Gives back all that this relay holds. */
    leave(): Promise<void>;
}

export interface MembershipOptions {
    readonly db: Database;
    readonly leaseMs: number;
    /** A command beside the relays holds nothing and speaks to nobody. */
    readonly serving: boolean;
}

const NOBODY = -1;
const EXPIRY = "clock_timestamp() + $1 * interval '1 millisecond'";

export async function join({ db, leaseMs, serving }: MembershipOptions): Promise<Membership> {
    let token = serving ? await enter() : NOBODY;
    const known = new Set<string>();
    /** Those that this relay has been asked about: whether it speaks to them. */
    const orgs = new Map<string, boolean>();
    let gone = false;

    async function enter(): Promise<number> {
        const [row] = await db.rows<{ token: number }>(
            `INSERT INTO relay (expires_at) VALUES (${EXPIRY}) RETURNING token`,
            [leaseMs],
        );
        return row?.token ?? NOBODY;
    }

    async function know(names: readonly string[]): Promise<void> {
        const strange = names.filter((name) => !known.has(name));
        if (strange.length === 0) return;
        await db.run('INSERT INTO org (name) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING', [strange]);
        for (const name of strange) known.add(name);
    }

    /** Of the orgs that this relay is asked about, those that nobody speaks to are its own from here on. */
    async function takeOrgs(): Promise<void> {
        const names = [...orgs.keys()];
        if (names.length === 0) return;
        const free = await db.rows<{ name: string; keeper: number | null }>(
            'SELECT name, keeper FROM org WHERE name = ANY($1)',
            [names],
        );
        const wanted = free.filter(({ keeper }) => keeper === null).map(({ name }) => name);
        const taken = wanted.length === 0 ? [] : await take(wanted);
        for (const { name, keeper } of free) orgs.set(name, keeper === token || taken.includes(name));
    }

    async function take(names: readonly string[]): Promise<string[]> {
        const rows = await db.rows<{ name: string }>(
            `UPDATE org SET keeper = $1 WHERE name = ANY($2) AND keeper IS NULL
             AND EXISTS (SELECT FROM relay WHERE token = $1) RETURNING name`,
            [token, names],
        );
        return rows.map(({ name }) => name);
    }

    /** The keys to orgs go with the row. */
    async function bury(tokens: readonly number[], unlessRenewed: boolean): Promise<void> {
        await db.transaction(async (tx) => {
            const buried = await tx.rows<{ token: number }>(
                `DELETE FROM relay WHERE token = ANY($1) ${unlessRenewed ? 'AND expires_at < clock_timestamp()' : ''}
                 RETURNING token`,
                [tokens],
            );
            if (buried.length === 0) return;
            await tx.run('UPDATE unread SET relay = NULL WHERE relay = ANY($1)', [buried.map((row) => row.token)]);
        });
    }

    return {
        token: () => token,
        async keeps(org) {
            if (!serving) return false;
            if (!orgs.has(org)) {
                await know([org]);
                orgs.set(org, false);
                await takeOrgs();
            }
            return orgs.get(org) === true;
        },
        async change(database, names, work) {
            await know(names);
            return database.transaction(async (tx) => {
                const rows = await tx.rows<{ name: string; keeper: number | null }>(
                    'SELECT name, keeper FROM org WHERE name = ANY($1) ORDER BY name FOR NO KEY UPDATE',
                    [names],
                );
                return work(tx, new Set(rows.filter(({ keeper }) => keeper === token).map(({ name }) => name)));
            });
        },
        async others() {
            const [row] = await db.rows<{ count: number }>(
                'SELECT count(*) AS count FROM relay WHERE token <> $1 AND expires_at > clock_timestamp()',
                [token],
            );
            return row?.count ?? 0;
        },
        async exchange(word) {
            await db.run('UPDATE relay SET word = $1 WHERE token = $2', [JSON.stringify(word), token]);
            const words = await db.rows<{ word: string }>(
                'SELECT word FROM relay WHERE token <> $1 AND word IS NOT NULL AND expires_at > clock_timestamp()',
                [token],
            );
            // The cast holds: this wrote it.
            return words.map((row) => JSON.parse(row.word) as Heard);
        },
        async tend() {
            if (!serving || gone) return;
            const renewed = await db.run(`UPDATE relay SET expires_at = ${EXPIRY} WHERE token = $2`, [leaseMs, token]);
            if (renewed === 0) {
                token = await enter();
                for (const name of orgs.keys()) orgs.set(name, false);
            }
            const late = await db.rows<{ token: number }>(
                'SELECT token FROM relay WHERE expires_at < clock_timestamp()',
            );
            if (late.length > 0)
                await bury(
                    late.map((row) => row.token),
                    true,
                );
            await takeOrgs();
        },
        async leave() {
            gone = true;
            if (serving) await bury([token], false);
        },
    };
}
