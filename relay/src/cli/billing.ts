/** What a provider's log charges, beside what its reports said of the same messages. Pure. */
import type { Snapshot } from '../core/snapshot.ts';
import { UsageError } from './surroundings.ts';

type Cells = Readonly<Record<string, string>>;
type Reported = Pick<Snapshot, 'segments' | 'price' | 'priceCurrency'>;

/** What a row charges; null where the log has no such column, or nothing in it. */
export interface Charge {
    readonly segments: number | null;
    readonly price: number | null;
    readonly currency: string;
}

export interface Sum {
    billed: number;
    reported: number;
}

export interface Bill {
    /** Known here, and charged. */
    messages: number;
    /** Of these: charged otherwise than reported. */
    different: number;
    /** Of these: no report said of what they consist, nor what they cost. */
    unreported: number;
    /** Of messages of which both say it. */
    readonly segments: Sum;
    /** By currency, of messages of which both say it. */
    readonly costs: Record<string, Sum>;
}

/** As prices are kept. */
const DECIMALS = 6;
const rounded = (amount: number): number => Number(amount.toFixed(DECIMALS));

/** A log may write a charge as a debit. Blank is not nothing. */
function numberOf(text: string | undefined): number | null {
    const value = Number(text);
    return text === undefined || text.trim() === '' || Number.isNaN(value) ? null : Math.abs(value);
}

/** `<segments>,<price>,<currency>`: names of the log's columns, in this order; those that it lacks are left blank. */
export function chargeReader(columns: string): (cells: Cells) => Charge {
    const [segments = '', price = '', currency = '', ...rest] = columns.split(',').map((name) => name.trim());
    if (rest.length > 0 || (segments === '' && price === ''))
        throw new UsageError(
            '--bill takes the columns of segments, price and currency, such as Segments,Price,Currency',
        );
    const cell = (cells: Cells, name: string): string | undefined => {
        if (name !== '' && !Object.hasOwn(cells, name)) throw new UsageError(`the log has no column "${name}"`);
        return name === '' ? undefined : cells[name];
    };
    return (cells) => ({
        segments: numberOf(cell(cells, segments)),
        price: numberOf(cell(cells, price)),
        currency: (cell(cells, currency) ?? '').trim().toUpperCase(),
    });
}

export const emptyBill = (): Bill => ({
    ...{ messages: 0, different: 0, unreported: 0 },
    ...{ segments: { billed: 0, reported: 0 }, costs: {} },
});

/** Adds a row, and says in words what was reported and what is charged where these differ; else null. */
export function addCharge(bill: Bill, charge: Charge, reported: Reported): { ours: string; theirs: string } | null {
    if (charge.segments === null && charge.price === null) return null;
    bill.messages += 1;
    const cost = reported.price === null ? null : Math.abs(Number(reported.price));
    const currency = charge.currency || (reported.priceCurrency ?? '');
    let [isKnown, differs] = [false, false];
    if (charge.segments !== null && reported.segments !== null) {
        isKnown = true;
        differs = charge.segments !== reported.segments;
        bill.segments.billed += charge.segments;
        bill.segments.reported += reported.segments;
    }
    if (charge.price !== null && cost !== null && (reported.priceCurrency ?? currency) === currency) {
        isKnown = true;
        differs ||= rounded(charge.price) !== rounded(cost);
        const sum = (bill.costs[currency] ??= { billed: 0, reported: 0 });
        sum.billed = rounded(sum.billed + charge.price);
        sum.reported = rounded(sum.reported + cost);
    }
    if (!isKnown) bill.unreported += 1;
    if (!differs) return null;
    bill.different += 1;
    return {
        ours: wordsOf(reported.segments, cost, reported.priceCurrency ?? ''),
        theirs: wordsOf(charge.segments, charge.price, currency),
    };
}

function wordsOf(segments: number | null, price: number | null, currency: string): string {
    const parts = [
        segments === null ? '' : `${segments} segments`,
        price === null ? '' : `${price} ${currency}`.trim(),
    ];
    return parts.filter((part) => part !== '').join(', ');
}

export function tellBill({ messages, different, unreported, segments, costs }: Bill): string {
    const sums = [
        ...(segments.billed + segments.reported > 0 ? [`segments ${segments.billed} / ${segments.reported}`] : []),
        ...Object.entries(costs).map(([currency, sum]) => `${currency} ${sum.billed} / ${sum.reported}`.trim()),
    ];
    const all = sums.length === 0 ? '' : ` Billed / reported: ${sums.join('; ')}.`;
    return `  Bill: ${messages} messages charged, ${different} otherwise than reported, ${unreported} of which no report said.${all}\n`;
}
