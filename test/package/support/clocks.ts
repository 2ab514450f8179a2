/** The world's clocks as the runtime knows them: a second opinion on the offsets that the package carries. */

const MONTHS = Array.from({ length: 24 }, (_, month) => Date.UTC(2026, month, 15));
const HOUR = 3_600_000;

/** Hours, with a fraction, since midnight where the zone is. */
export function hourThere(zone: string, at: number): number {
    return ((at + offsetThere(zone, at) * HOUR) / HOUR) % 24;
}

/** Hours that the zone is ahead of UTC. */
export function offsetThere(zone: string, at: number): number {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
    return (sign === '-' ? -1 : 1) * (Number(hours) + Number(minutes) / 60);
}

/** The least and the greatest offset of all the zones over the year. */
export function offsetsOf(zones: readonly string[]): { readonly earliest: number; readonly latest: number } {
    const offsets = zones.flatMap((zone) => MONTHS.map((at) => offsetThere(zone, at)));
    return { earliest: Math.min(...offsets), latest: Math.max(...offsets) };
}

/** The zones of a country (ISO 3166), which the runtime knows but TypeScript's library does not yet declare. */
export function zonesOf(country: string): readonly string[] {
    const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & { getTimeZones(): string[] };
    return locale.getTimeZones();
}
