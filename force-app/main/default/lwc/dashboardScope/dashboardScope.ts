/** What the campaign dashboard is about: days, filters, and which messages lie behind a figure. */
export { addDays, BLANK, choicesOf, dayOf, daysIn, narrow, NARROWING, NO_FILTERS, PRESETS, rangeOf } from './filters';
export type { DayRange, Filters, Narrowing, Preset } from './filters';
export { FAILED_STATUSES, OTHER_LOCATIONS, scopeOf, SENT_STATUSES, STATUSES } from './messageScope';
export type { MessageScope } from './messageScope';
