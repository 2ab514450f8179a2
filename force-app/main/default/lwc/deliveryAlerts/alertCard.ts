import type { GraphQLNode } from 'lightning/graphql';
import { amount, text } from 'c/graphqlFields';
import { fillLabel } from 'c/labelText';
import { LABELS, SEVERITY_NAMES, STATUS_NAMES } from './labels';

export const STATUSES = ['New', 'Acknowledged', 'Resolved'] as const;
export const SEVERITIES = ['High', 'Medium', 'Low'] as const;

export interface AlertData {
    readonly uiapi: {
        readonly query: {
            readonly alerts: { readonly totalCount: number; readonly edges: readonly { readonly node: GraphQLNode }[] };
        };
    };
}

export interface Alert {
    readonly id: string;
    readonly kind: string;
    readonly status: string;
    readonly statusName: string;
    readonly severityName: string;
    readonly severityIcon: string;
    readonly cardClass: string;
    readonly subject: string;
    readonly detail: string | null;
    readonly advice: string | null;
    readonly comparison: string;
    readonly campaignId: string | null;
    readonly createdAt: string | null;
    readonly ownerId: string;
    readonly isNew: boolean;
    readonly isOpen: boolean;
}

/** A shape of its own for each, so that colour is not all that tells them apart. */
const ICONS: Readonly<Record<string, string>> = {
    High: 'utility:error',
    Medium: 'utility:warning',
    Low: 'utility:info',
};

export function readAlert(node: GraphQLNode): Alert {
    const status = text(node, 'status') ?? 'New';
    const severity = text(node, 'severity') ?? 'Low';
    const kind = node['kind']?.displayValue ?? text(node, 'kind') ?? '';
    const places = ['provider', 'carrier', 'country'].map((field) => text(node, field));
    return {
        id: node.Id,
        kind,
        status,
        statusName: STATUS_NAMES[status] ?? status,
        severityName: SEVERITY_NAMES[severity] ?? severity,
        severityIcon: ICONS[severity] ?? 'utility:info',
        cardClass: severity === 'High' && status === 'New' ? 'alert alert_high' : 'alert',
        subject: text(node, 'subject') ?? places.find((place) => place !== null) ?? kind,
        detail: text(node, 'detail'),
        advice: text(node, 'advice'),
        comparison: comparisonOf(amount(node, 'observed'), amount(node, 'expected')),
        campaignId: text(node, 'campaignId'),
        createdAt: text(node, 'createdAt'),
        ownerId: text(node, 'ownerId') ?? '',
        isNew: status === 'New',
        isOpen: status !== 'Resolved',
    };
}

function comparisonOf(observed: number | null, expected: number | null): string {
    if (observed === null) return '';
    if (expected === null) return fillLabel(LABELS.observed, observed);
    return fillLabel(LABELS.observedAgainst, observed, expected);
}

/** What nobody has looked at comes first, then by urgency; the newest of each first, as the org gave them. */
export function sorted(nodes: readonly GraphQLNode[]): Alert[] {
    const rank = (node: GraphQLNode): number =>
        placeIn(STATUSES, text(node, 'status')) * SEVERITIES.length + placeIn(SEVERITIES, text(node, 'severity'));
    return [...nodes].sort((one, other) => rank(one) - rank(other)).map(readAlert);
}

function placeIn(list: readonly string[], value: string | null): number {
    const place = list.indexOf(value ?? '');
    return place < 0 ? list.length - 1 : place;
}
