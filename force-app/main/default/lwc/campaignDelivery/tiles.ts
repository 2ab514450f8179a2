import { deliveryRate, percent, percentile, verdictOf } from 'c/deliveryFigures';
import type { Figures, Verdict } from 'c/deliveryFigures';
import { FAILED_STATUSES, SENT_STATUSES } from 'c/dashboardScope';
import type { MessageScope } from 'c/dashboardScope';
import { costText, countText, percentText, secondsText } from 'c/figureText';
import { fillLabel } from 'c/labelText';
import { LABELS } from './labels';

export interface Tile {
    readonly key: string;
    readonly label: string;
    readonly value: string;
    readonly note: string;
    readonly help: string;
    readonly verdict: Verdict;
    /** Its messages among those of the dashboard. */
    readonly scope: Partial<MessageScope>;
    readonly isDrillable: boolean;
}

const HALF = 0.5;
const MOST = 0.95;

export function tilesOf(figures: Figures): Tile[] {
    const { messages, sent, delivered, failed, optedOut, engaged, credited, open } = figures;
    const rate = deliveryRate(figures);
    const of = (part: number, whole: number, label: string): string =>
        whole === 0 ? '' : fillLabel(label, percentText(percent(part, whole)));
    const openNote = open > 0 ? fillLabel(LABELS.stillOpen, countText(open)) : '';
    return [
        tile('messages', LABELS.messages, messages, { help: LABELS.messagesHelp, scope: {} }),
        tile('sent', LABELS.sent, sent, { help: LABELS.sentHelp, note: openNote, scope: { statuses: SENT_STATUSES } }),
        tile('delivered', LABELS.delivered, delivered, {
            help: LABELS.deliveredHelp,
            note: rate === null ? '' : fillLabel(LABELS.rateOfSent, percentText(rate)),
            verdict: verdictOf(rate),
            scope: { statuses: ['Delivered'] },
        }),
        tile('failed', LABELS.failed, failed, {
            help: LABELS.failedHelp,
            note: of(failed, sent, LABELS.ofSent),
            scope: { statuses: FAILED_STATUSES },
        }),
        tile('optedOut', LABELS.optedOut, optedOut, {
            help: LABELS.optedOutHelp,
            note: of(optedOut, delivered, LABELS.ofDelivered),
            scope: { isOptedOut: true },
        }),
        tile('engaged', LABELS.engaged, engaged, {
            help: LABELS.engagedHelp,
            note:
                delivered === 0
                    ? ''
                    : fillLabel(
                          LABELS.engagedAndCredited,
                          percentText(percent(engaged, delivered)),
                          countText(credited),
                      ),
            scope: { isEngaged: true },
        }),
        latencyTile(figures),
        ...costTiles(figures),
        ...lossTiles(figures),
        segmentTile(figures),
    ];
}

type Rest = Pick<Tile, 'help' | 'scope'> & Partial<Pick<Tile, 'note' | 'verdict'>>;

function tile(key: string, label: string, count: number, rest: Rest): Tile {
    return { key, label, value: countText(count), note: '', verdict: 'none', isDrillable: count > 0, ...rest };
}

function latencyTile({ latency, delivered }: Figures): Tile {
    const slow = percentile(latency, MOST);
    return {
        key: 'latency',
        label: LABELS.median,
        value: secondsText(percentile(latency, HALF)),
        note: slow === null ? '' : fillLabel(LABELS.withinMost, secondsText(slow)),
        help: LABELS.medianHelp,
        verdict: 'none',
        scope: { statuses: ['Delivered'] },
        isDrillable: delivered > 0,
    };
}

/** One for each currency: they cannot be added up. */
function costTiles({ costs, delivered }: Figures): Tile[] {
    const scope = { statuses: ['Delivered'] };
    const base = {
        label: LABELS.cost,
        help: LABELS.costHelp,
        verdict: 'none',
        scope,
        isDrillable: delivered > 0,
    } as const;
    if (costs.length === 0) {
        return [{ ...base, key: 'cost', value: LABELS.noFigure, note: LABELS.noPrices, isDrillable: false }];
    }
    return costs.map(({ currency, amount, delivered: arrived }) => ({
        ...base,
        key: `cost ${currency}`,
        value: arrived === 0 ? LABELS.noFigure : costText(amount / arrived, currency),
        note: fillLabel(LABELS.costInAll, costText(amount, currency)),
    }));
}

/** What was paid for messages that did not arrive, one for each currency. */
function lossTiles({ costs, failed, failedSegments }: Figures): Tile[] {
    return costs.map(({ currency, amount, failed: lost }) => ({
        key: `loss ${currency}`,
        label: LABELS.loss,
        value: costText(lost, currency),
        note: lossNote(percent(lost, amount), failedSegments),
        help: LABELS.lossHelp,
        verdict: 'none',
        scope: { statuses: FAILED_STATUSES },
        isDrillable: failed > 0,
    }));
}

function lossNote(share: number | null, segments: number): string {
    if (share === null) return '';
    return segments === 0
        ? fillLabel(LABELS.ofCost, percentText(share))
        : fillLabel(LABELS.ofCostAndSegments, percentText(share), countText(segments));
}

/** What the providers reported, to hold against their bill. */
function segmentTile({ segments, costs }: Figures): Tile {
    const each = costs
        .filter(({ segments: priced }) => priced > 0)
        .map(({ currency, amount, segments: priced }) => costText(amount / priced, currency));
    return {
        key: 'segments',
        label: LABELS.segments,
        value: segments === 0 ? LABELS.noFigure : countText(segments),
        note: each.length === 0 ? '' : fillLabel(LABELS.eachSegment, each.join(', ')),
        help: LABELS.segmentsHelp,
        verdict: 'none',
        scope: {},
        isDrillable: false,
    };
}
