import type { GraphQLNode } from 'lightning/graphql';
import type { Histogram } from './histogram';

const COUNTS = [
    'total',
    'noStatus',
    'scheduled',
    'queued',
    'sent',
    'unconfirmed',
    'unknown',
    'delivered',
    'handset',
    'failed',
    'undelivered',
    'rejected',
    'expired',
    'canceled',
    'optedOut',
    'engaged',
    'credited',
    'segments',
    'failedSegments',
    'permanent',
    'temporary',
    'spamFiltered',
    'optedOutFailures',
    'configuration',
    'unknownFailures',
] as const;

export type CountName = (typeof COUNTS)[number];

/** Without a code or class: what the relay summed up because there were too many. */
export interface CodeCount {
    readonly code: string | null;
    readonly failureClass: string | null;
    readonly count: number;
}

export interface HourCount {
    readonly hour: number;
    readonly messages: number;
    readonly failed: number;
}

/** One row of Delivery_Summary__c. */
export interface SummaryRow {
    readonly day: string;
    readonly campaignId: string | null;
    readonly campaign: string | null;
    readonly channel: string | null;
    readonly provider: string | null;
    readonly carrier: string | null;
    readonly country: string | null;
    readonly senderType: string | null;
    readonly objectType: string | null;
    /** One of those that the relay lists, or "Other". */
    readonly location: string | null;
    readonly currency: string | null;
    readonly cost: number;
    /** The part of it that was charged for messages that failed. */
    readonly failedCost: number;
    readonly counts: Readonly<Record<CountName, number>>;
    readonly codes: readonly CodeCount[];
    readonly hours: readonly HourCount[];
    readonly latency: Histogram;
}

/** A row that has lost all its messages stays, with zeros; it says nothing. */
export function readRows(nodes: readonly GraphQLNode[]): SummaryRow[] {
    return nodes.map(readRow).filter(({ counts }) => counts.total > 0);
}

const amount = (node: GraphQLNode, field: string): number => Number(node[field]?.value ?? 0);

function readRow(node: GraphQLNode): SummaryRow {
    const campaign = node['campaign'] as { name?: { value?: unknown } } | null | undefined; // a parent, asked for below
    const name = campaign?.name?.value;
    return {
        day: text(node, 'day') ?? '',
        campaignId: text(node, 'campaignId'),
        campaign: typeof name === 'string' ? name : null,
        channel: text(node, 'channel'),
        provider: text(node, 'provider'),
        carrier: text(node, 'carrier'),
        country: text(node, 'country'),
        senderType: text(node, 'senderType'),
        objectType: text(node, 'objectType'),
        location: text(node, 'location'),
        currency: text(node, 'currency'),
        cost: amount(node, 'cost'),
        failedCost: amount(node, 'failedCost'),
        counts: Object.fromEntries(COUNTS.map((count) => [count, amount(node, count)])) as Record<CountName, number>,
        codes: list(node, 'codes').flatMap(readCode),
        hours: list(node, 'hours').flatMap(readHour),
        latency: new Map(list(node, 'latency').flatMap(readBucket)),
    };
}

function text(node: GraphQLNode, field: string): string | null {
    const value = node[field]?.value;
    return typeof value === 'string' && value !== '' ? value : null;
}

/** What somebody wrote over by hand counts as empty. */
function list(node: GraphQLNode, field: string): unknown[] {
    try {
        const parsed: unknown = JSON.parse(text(node, field) ?? '[]');
        return Array.isArray(parsed) ? parsed : [];
    } catch {
        return [];
    }
}

function readCode(entry: unknown): CodeCount[] {
    if (typeof entry !== 'object' || entry === null) return [];
    const { code, class: failureClass, count } = entry as Readonly<Record<string, unknown>>;
    const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
    return [{ code: textOrNull(code), failureClass: textOrNull(failureClass), count: Number(count ?? 0) }];
}

function readHour(entry: unknown): HourCount[] {
    if (!Array.isArray(entry)) return [];
    const [hour, messages, , failed] = entry.map(Number);
    return [{ hour: hour ?? 0, messages: messages ?? 0, failed: failed ?? 0 }];
}

function readBucket(entry: unknown): [number, number][] {
    if (!Array.isArray(entry)) return [];
    const [bucket, count] = entry.map(Number);
    return [[bucket ?? 0, count ?? 0]];
}
