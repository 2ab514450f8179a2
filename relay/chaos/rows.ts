/** The tests of the requirement, in its order. */
import { clockSkew, duplicates, outOfOrder, replayed } from './arrivals.ts';
import { crashMatrix } from './crashMatrix.ts';
import { diskFull } from './diskFull.ts';
import { faultMatrix } from './faultMatrix.ts';
import { injection } from './injection.ts';
import { kills, killsOnPostgres } from './kills.ts';
import { lostReplies } from './lostReplies.ts';
import { malformed } from './malformed.ts';
import { outage, quota } from './outage.ts';
import { oversized } from './oversized.ts';
import { partialFailure } from './partialFailure.ts';
import { poison } from './poison.ts';
import { privacy } from './privacy.ts';
import type { Row } from './row.ts';
import { rowLocks } from './rowLocks.ts';
import { sessions } from './sessions.ts';
import { signatureTiming } from './signatureTiming.ts';
import { slowloris } from './slowloris.ts';
import { soak } from './soak.ts';
import { syncedFirst } from './syncedFirst.ts';
import { tenants } from './tenants.ts';
import { pages, redirects, replacement, wrongSignatures } from './testFiles.ts';
import { timers } from './timers.ts';
import { tornTail } from './tornTail.ts';

export const ROWS: readonly Row[] = [
    ...[kills, killsOnPostgres, syncedFirst, tornTail, diskFull],
    ...[outage, quota, sessions, partialFailure, lostReplies],
    ...[clockSkew, duplicates, outOfOrder, malformed, oversized, slowloris, replayed],
    ...[signatureTiming, wrongSignatures, redirects, privacy, injection, pages],
    ...[tenants, replacement, timers, rowLocks, soak, faultMatrix, poison, crashMatrix],
];
