import { CHANNELS } from 'c/addressText';

export const REASONS = ['Permanent Failure', 'Opt Out', 'Manual', 'Complaint'] as const;
export const STATES = ['active', 'expiring', 'ended', 'all'] as const;
export type State = (typeof STATES)[number];

export interface Filters {
    readonly search: string;
    readonly state: State;
    /** Empty: any. */
    readonly reason: string;
    readonly channel: string;
}

export const NO_FILTERS: Filters = { search: '', state: 'active', reason: '', channel: '' };
export const EXPIRING_DAYS = 7;
export const PAGE_SIZE = 25;

const DAY_MS = 86_400_000;
/** No value is this one, so excluding it excludes nothing. */
const NOTHING = '-';

export interface ListVariables {
    readonly address: string;
    readonly addresses: readonly string[];
    readonly hiddenReasons: readonly string[];
    readonly hiddenChannels: readonly string[];
    readonly inForce: boolean;
    readonly orInForce: boolean;
    readonly anyExpiry: string;
    readonly from: string;
    readonly until: string;
    readonly size: number;
    readonly after: string | null;
}

export interface ListQuestion {
    readonly filters: Filters;
    /** Numbers and emails of the people whose name was searched for. */
    readonly addresses: readonly string[];
    readonly now: number;
    readonly size: number;
    readonly after: string | null;
}

/**
 * A query's text stands as it is written, so its conditions are always all there: what is not wanted is given values
 * with which it excludes nothing.
 */
export function listVariables({ filters, addresses, now, size, after }: ListQuestion): ListVariables {
    const { state, reason, channel } = filters;
    return {
        address: isName(filters.search) ? NOTHING : `%${digitsOf(filters.search)}%`,
        addresses: addresses.length > 0 ? addresses : [NOTHING],
        hiddenReasons: allBut(REASONS, reason),
        hiddenChannels: allBut(CHANNELS, channel),
        inForce: state !== 'ended',
        orInForce: state === 'active' || state === 'expiring',
        anyExpiry: state === 'expiring' ? NOTHING : '%',
        from: new Date(now).toISOString(),
        until: new Date(now + EXPIRING_DAYS * DAY_MS).toISOString(),
        size,
        after,
    };
}

/** Whoever types letters looks for a person, or for an email address, which is both. */
export function isName(search: string): boolean {
    return /\p{L}/u.test(search) && !search.includes('@');
}

/** Of a name or a number as it is typed; `%` and `_` stand for themselves. Not of an email address, nor of nothing. */
export function personPatterns(search: string): { readonly name: string; readonly number: string } {
    const digits = search.includes('@') ? '' : digitsOf(search);
    return isName(search)
        ? { name: `%${escaped(search.trim())}%`, number: NOTHING }
        : { name: NOTHING, number: digits === '' ? NOTHING : `%${digits}%` };
}

/** Whether people are to be asked for first, whose addresses are then searched for. */
export const meansPeople = (search: string): boolean =>
    Object.values(personPatterns(search)).some((pattern) => pattern !== NOTHING);

export const isNarrowed = (filters: Filters): boolean =>
    filters.search.trim() !== '' || filters.reason !== '' || filters.channel !== '' || filters.state !== 'active';

/** Digits as they lie in an E.164 number: no separators, no trunk prefix of one or two noughts. */
function digitsOf(search: string): string {
    const trimmed = search.trim();
    return trimmed.includes('@') ? escaped(trimmed) : trimmed.replace(/\D/g, '').replace(/^0+/, '');
}

function escaped(search: string): string {
    return search.replace(/[\\%_]/g, '\\$&');
}

function allBut(values: readonly string[], wanted: string): readonly string[] {
    return wanted === '' ? [NOTHING] : values.filter((value) => value !== wanted);
}
