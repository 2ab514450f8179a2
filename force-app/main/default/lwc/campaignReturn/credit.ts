import type { Arrival, Won } from './wonQuery';

export interface Credit {
    readonly count: number;
    readonly amount: number;
}

export const NO_CREDIT: Credit = { count: 0, amount: 0 };

/** Each opportunity with the confirmed delivery that was its contact's last by the end of the day it was closed. */
export function creditWon(won: readonly Won[], arrivals: readonly Arrival[]): (readonly [Won, Arrival | undefined])[] {
    const latestFirst = [...arrivals].sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? 1 : -1));
    const ofContact = new Map<string, Arrival[]>();
    for (const arrival of latestFirst) {
        if (arrival.contactId === null || arrival.at === '') continue;
        const known = ofContact.get(arrival.contactId);
        if (known) known.push(arrival);
        else ofContact.set(arrival.contactId, [arrival]);
    }
    return won.map((each) => {
        const touches = each.contactId === null ? [] : (ofContact.get(each.contactId) ?? []);
        return [each, touches.find(({ at }) => at.slice(0, 10) <= each.closedOn)];
    });
}

/** What was won, by the channel or the provider that it is credited to. */
export function creditBy(
    credited: ReturnType<typeof creditWon>,
    dimension: 'channel' | 'provider',
): Map<string | null, Credit> {
    const sums = new Map<string | null, Credit>();
    for (const [{ amount }, arrival] of credited) {
        if (!arrival) continue;
        const { count, amount: sum } = sums.get(arrival[dimension]) ?? NO_CREDIT;
        sums.set(arrival[dimension], { count: count + 1, amount: sum + amount });
    }
    return sums;
}
