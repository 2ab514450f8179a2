/** What the relay publishes of reports, by its own doubt, join and table of fields. */
import type { Row } from '../../../local-org/src/flowTests/index.ts';
import { doubting, NO_DOUBTS, type Doubts } from '../../../relay/src/core/doubt.ts';
import { emptyTracker, joinReports } from '../../../relay/src/core/merge.ts';
import type { DeliveryReport } from '../../../relay/src/core/ports.ts';
import { snapshotOf } from '../../../relay/src/core/snapshot.ts';
import { eventOf } from '../../../relay/src/salesforce/event.ts';

/** Of one message, of which so much has been reported. */
export function published(reports: readonly DeliveryReport[], at: string, doubts: Doubts = NO_DOUBTS): Row {
    const tracker = joinReports(emptyTracker(reports[0]?.messageKey ?? ''), reports.map(doubting(doubts)));
    const stamp = { store: 'scene-store', epoch: 0, version: reports.length, statusPublishedAt: at };
    return { ...eventOf(snapshotOf(tracker), stamp) };
}
