import type { GraphQLNode } from 'lightning/graphql';
import { failureReason } from 'c/failureReason';
import { flag, text } from 'c/graphqlFields';
import { evidenceKeys } from 'c/suppressionEvidence';
import { LABELS } from './labels';

export interface ListData {
    readonly uiapi: {
        readonly query: {
            readonly suppressions: {
                readonly totalCount: number;
                readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
                readonly edges: readonly { readonly node: GraphQLNode }[];
            };
        };
    };
}

export interface PeopleData {
    readonly uiapi: {
        readonly query: Readonly<
            Record<'contacts' | 'leads', { readonly edges: readonly { readonly node: GraphQLNode }[] }>
        >;
    };
}

export interface Person {
    readonly id: string;
    readonly objectApiName: 'Contact' | 'Lead';
    readonly name: string;
    readonly number: string | null;
    readonly addresses: readonly string[];
}

export interface Suppression {
    readonly id: string;
    readonly key: string;
    readonly keys: readonly string[];
    readonly channel: string;
    readonly address: string;
    readonly reason: string;
    readonly reasonName: string;
    /** Why, in plain words. */
    readonly why: string;
    readonly isInForce: boolean;
    readonly state: string;
    readonly stateIcon: string;
    readonly stateClass: string;
    readonly since: string | null;
    readonly expiresAt: string | null;
    readonly liftedAt: string | null;
    readonly liftNote: string | null;
    readonly optedInAt: string | null;
    readonly isPlaceholder: boolean;
    readonly evidence: readonly string[];
}

export function readSuppression(node: GraphQLNode): Suppression {
    const isInForce = flag(node, 'isInForce');
    const reason = text(node, 'reason') ?? '';
    const key = text(node, 'key') ?? '';
    return {
        id: node.Id,
        key,
        keys: key === '' ? [] : [key],
        channel: node['channel']?.displayValue ?? text(node, 'channel') ?? '',
        address: text(node, 'address') ?? '',
        reason,
        reasonName: node['reason']?.displayValue ?? reason,
        why: whyOf(node, reason),
        isInForce,
        state: stateOf(node, isInForce),
        stateIcon: isInForce ? 'utility:ban' : 'utility:unlock',
        stateClass: isInForce ? 'state state_held' : 'state',
        since: text(node, 'since'),
        expiresAt: text(node, 'expiresAt'),
        liftedAt: isInForce ? null : text(node, 'liftedAt'),
        liftNote: isInForce ? null : text(node, 'liftNote'),
        optedInAt: isInForce ? null : text(node, 'optedInAt'),
        isPlaceholder: flag(node, 'isPlaceholder'),
        evidence: evidenceKeys(text(node, 'evidence') ?? ''),
    };
}

function whyOf(node: GraphQLNode, reason: string): string {
    switch (reason) {
        case 'Permanent Failure':
            return failureReason({
                provider: text(node, 'provider'),
                status: 'Undelivered',
                errorCode: text(node, 'errorCode'),
                failureClass: 'Permanent',
            });
        case 'Opt Out':
            return LABELS.whyOptOut;
        case 'Complaint':
            return LABELS.whyComplaint;
        default:
            return LABELS.whyManual;
    }
}

/** What ended it, as the flows write it; suppressions that ended before they did say nothing. */
const ENDS: Readonly<Record<string, string>> = {
    Delivery: LABELS.deliveredAgain,
    Correction: LABELS.endedByCorrection,
    'Opt-In': LABELS.endedByOptIn,
    Expiry: LABELS.expired,
    Person: LABELS.lifted,
};

function stateOf(node: GraphQLNode, isInForce: boolean): string {
    if (isInForce) return LABELS.inForce;
    if (flag(node, 'isActive')) return LABELS.expired;
    const ended = ENDS[text(node, 'endedBy') ?? ''];
    if (ended !== undefined) return ended;
    const lifted = Date.parse(text(node, 'liftedAt') ?? '');
    const delivered = Date.parse(text(node, 'deliveredAgainAt') ?? '');
    return delivered > lifted || (delivered && !lifted) ? LABELS.deliveredAgain : LABELS.lifted;
}

/** The same number in its other form, as those on record who have it tell. */
export function otherForms({ key, address }: Suppression, people: readonly Person[]): string[] {
    const prefix = key.slice(0, key.length - address.length);
    const others = people.flatMap(({ addresses }) => addresses).filter((each) => each !== address);
    return [...new Set(others)].map((each) => `${prefix}${each}`);
}

export function readPeople(data: PeopleData): Person[] {
    const { contacts, leads } = data.uiapi.query;
    const read =
        (objectApiName: Person['objectApiName']) =>
        ({ node }: { readonly node: GraphQLNode }): Person => ({
            id: node.Id,
            objectApiName,
            name: text(node, 'name') ?? '',
            number: text(node, 'number'),
            addresses: [text(node, 'number'), text(node, 'hash'), text(node, 'email')].filter(
                (address) => address !== null,
            ),
        });
    return [...contacts.edges.map(read('Contact')), ...leads.edges.map(read('Lead'))];
}
