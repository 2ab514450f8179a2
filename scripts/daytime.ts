/** Follow-ups wait for the morning, so what runs by the real clock, tests and the demo, lets people live where it is day. */

/** Zones without daylight saving time, none more than five hours from the next. */
const ZONES = {
    'Pacific/Pago_Pago': -11,
    'America/Phoenix': -7,
    'America/Sao_Paulo': -3,
    'Africa/Lagos': 1,
    'Asia/Dubai': 4,
    'Asia/Tokyo': 9,
} as const;

const NOON = 13;
const DAY = 24;

/** The time zone where it is nearest to noon. */
export function daytimeZone(now: Date): string {
    const hour = now.getUTCHours();
    const fromNoon = (offset: number): number => {
        const distance = Math.abs(((hour + offset - NOON + DAY * 2 + DAY / 2) % DAY) - DAY / 2);
        return Math.min(distance, DAY - distance);
    };
    const [[zone] = ['']] = Object.entries(ZONES).sort(([, a], [, b]) => fromNoon(a) - fromNoon(b));
    return zone;
}
