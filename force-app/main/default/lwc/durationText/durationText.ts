import { fillLabel } from 'c/labelText';
import { LABELS } from './labels';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Up to this many, the smaller unit is the plainer one. */
const MANY = 2;

/** Records keep whole seconds, cut: none of difference is less than one. */
export function durationText(seconds: number): string {
    if (seconds === 0) return LABELS.underASecond;
    if (seconds <= MANY * MINUTE) return fillLabel(LABELS.seconds, seconds);
    if (seconds <= MANY * HOUR) return fillLabel(LABELS.minutes, Math.round(seconds / MINUTE));
    if (seconds <= MANY * DAY) return fillLabel(LABELS.hours, Math.round(seconds / HOUR));
    return fillLabel(LABELS.days, Math.round(seconds / DAY));
}
