import type { GraphQLNode } from 'lightning/graphql';
import { withProviderName } from 'c/displayNames';
import { countText } from 'c/figureText';
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
    readonly severityVariant: string;
    readonly cardClass: string;
    /** What the relay calls it, which is the same in every answer. */
    readonly subject: string;
    readonly heading: string;
    readonly detail: string | null;
    readonly advice: string | null;
    readonly comparison: string;
    readonly campaignUrl: string;
    readonly campaignLabel: string;
    readonly campaignId: string | null;
    readonly createdAt: string | null;
    readonly ownerId: string;
    readonly isNew: boolean;
    readonly isOpen: boolean;
}

/** A shape of its own for each, so that colour is not all that tells them apart. */
const LOW_ICON = { icon: 'utility:info', variant: '' };
const ICONS: Readonly<Record<string, typeof LOW_ICON>> = {
    High: { icon: 'utility:error', variant: 'error' },
    Medium: { icon: 'utility:warning', variant: 'warning' },
    Low: LOW_ICON,
};

export function readAlert(node: GraphQLNode): Alert {
    const status = text(node, 'status') ?? 'New';
    const severity = text(node, 'severity') ?? 'Low';
    const { icon: severityIcon, variant: severityVariant } = ICONS[severity] ?? LOW_ICON;
    const kind = node['kind']?.displayValue ?? text(node, 'kind') ?? '';
    const places = ['provider', 'carrier', 'country'].map((field) => text(node, field));
    const subject = text(node, 'subject') ?? places.find((place) => place !== null) ?? kind;
    const campaignId = text(node, 'campaignId');
    const campaign = nameOf(node, 'campaign');
    const provider = text(node, 'provider') ?? subject;
    /** The relay knows campaigns and providers by their ids only. */
    const named = (words: string): string => {
        const byName = withProviderName(words, provider);
        return campaignId && campaign ? byName.replaceAll(campaignId, campaign) : byName;
    };
    const detail = text(node, 'detail');
    return {
        id: node.Id,
        kind,
        status,
        statusName: STATUS_NAMES[status] ?? status,
        severityName: SEVERITY_NAMES[severity] ?? severity,
        severityIcon,
        severityVariant,
        cardClass: severity === 'High' && status === 'New' ? 'alert alert_high' : 'alert',
        subject,
        heading: subject === kind ? kind : `${kind}: ${named(subject)}`,
        detail: detail && named(detail),
        advice: text(node, 'advice'),
        comparison: comparisonOf(amount(node, 'observed'), amount(node, 'expected')),
        campaignId,
        campaignUrl: campaignId ? `/lightning/r/Campaign/${campaignId}/view` : '',
        campaignLabel: fillLabel(LABELS.openCampaign, campaign ?? campaignId ?? ''),
        createdAt: text(node, 'createdAt'),
        ownerId: text(node, 'ownerId') ?? '',
        isNew: status === 'New',
        isOpen: status !== 'Resolved',
    };
}

function nameOf(node: GraphQLNode, parent: string): string | undefined {
    const name = (node[parent] as { name?: { value?: unknown } } | null | undefined)?.name?.value; // a parent, not a field
    return typeof name === 'string' ? name : undefined;
}

/** A figure alone stands in the detail already. */
function comparisonOf(observed: number | null, expected: number | null): string {
    if (observed === null || expected === null) return '';
    return fillLabel(LABELS.observedAgainst, countText(observed), countText(expected));
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
