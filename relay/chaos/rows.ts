/** The tests of the requirement, in its order. */
import { clockSkew, duplicates, outOfOrder, replayed } from './arrivals.ts';
import { crashMatrix } from './crashMatrix.ts';
import { diskFull } from './diskFull.ts';
import { faultMatrix } from './faultMatrix.ts';
import { kills, killsOnPostgres } from './kills.ts';
import { lostReplies } from './lostReplies.ts';
import { outage, quota } from './outage.ts';
import { partialFailure } from './partialFailure.ts';
import { poison } from './poison.ts';
import type { Row } from './row.ts';
import { sessions } from './sessions.ts';
import { syncedFirst } from './syncedFirst.ts';
import { timers } from './timers.ts';
import { tornTail } from './tornTail.ts';

export const ROWS: readonly Row[] = [
    ...[kills, killsOnPostgres, syncedFirst, tornTail, diskFull],
    ...[outage, quota, sessions, partialFailure, lostReplies],
    ...[clockSkew, duplicates, outOfOrder, replayed],
    ...[timers, faultMatrix, poison, crashMatrix],
];
