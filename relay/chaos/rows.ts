/** The tests of the requirement, in its order. */
import { clockSkew, duplicates, outOfOrder, replayed } from './arrivals.ts';
import { crashMatrix } from './crashMatrix.ts';
import { faultMatrix } from './faultMatrix.ts';
import { kills, killsOnPostgres } from './kills.ts';
import { lostReplies } from './lostReplies.ts';
import { outage, quota } from './outage.ts';
import { partialFailure } from './partialFailure.ts';
import { poison } from './poison.ts';
import type { Row } from './row.ts';
import { timers } from './timers.ts';

export const ROWS: readonly Row[] = [
    ...[kills, killsOnPostgres],
    ...[outage, quota, partialFailure, lostReplies, clockSkew, duplicates, outOfOrder, replayed],
    ...[timers, faultMatrix, poison, crashMatrix],
];
