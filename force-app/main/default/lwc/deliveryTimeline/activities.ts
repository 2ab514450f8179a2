/**
 * Calls and emails that Salesforce itself logged with a person. Either is a task with a subtype: logged calls, and emails
 * sent from Salesforce, also where Enhanced Email keeps an EmailMessage beside it
 * (https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm,
 * TaskSubtype, and …/sforce_api_objects_emailmessage.htm, ActivityId, 2026-11-26).
 */
import { gql } from 'lightning/graphql';
import type { GraphQLNode } from 'lightning/graphql';
import type { Activity } from 'c/activityEntry';
import { text } from 'c/graphqlFields';
import type { Entry } from 'c/timelineEntry';

export const ACTIVITY_QUERY = gql`
    query PersonActivities($whoId: ID) {
        uiapi {
            query {
                activities: Task(
                    where: { and: [{ WhoId: { eq: $whoId } }, { TaskSubtype: { in: ["Call", "Email"] } }] }
                    orderBy: { CreatedDate: { order: DESC } }
                    first: 100
                ) {
                    edges {
                        node {
                            Id
                            kind: TaskSubtype { value }
                            subject: Subject { value }
                            status: Status { value displayValue }
                            createdAt: CreatedDate { value }
                        }
                    }
                }
            }
        }
    }
`;

export interface ActivityData {
    readonly uiapi: {
        readonly query: { readonly activities: { readonly edges: readonly { readonly node: GraphQLNode }[] } };
    };
}

export const readActivities = ({ uiapi }: ActivityData): Activity[] =>
    uiapi.query.activities.edges.map(({ node }) => ({
        id: node.Id,
        isCall: text(node, 'kind') === 'Call',
        subject: text(node, 'subject'),
        status: node['status']?.displayValue ?? text(node, 'status'),
        occurredAt: text(node, 'createdAt') ?? '',
    }));

/** One line of the timeline: a message, or an activity beside it. */
export interface Item {
    readonly id: string;
    readonly occurredAt: string | null;
    readonly entry?: Entry;
    readonly activity?: Activity;
}

const itemOf = (activity: Activity): Item => ({ id: activity.id, occurredAt: activity.occurredAt, activity });

/** The newest first. An activity below the last message waits until the messages of its time are there. */
export function withActivities(entries: readonly Entry[], hasMore: boolean, activities: readonly Activity[]): Item[] {
    const messages = entries.map((entry): Item => ({ id: entry.id, occurredAt: entry.occurredAt, entry }));
    const timeOf = ({ occurredAt }: Pick<Item, 'occurredAt'>): number => Date.parse(occurredAt ?? '') || 0;
    const last = messages.at(-1);
    const reached = hasMore && last ? timeOf(last) : -Infinity;
    const others = activities.filter((activity) => timeOf(activity) >= reached);
    const items: Item[] = [];
    for (const message of messages) {
        while (others[0] && timeOf(others[0]) > timeOf(message)) items.push(itemOf(others.shift()!));
        items.push(message);
    }
    return [...items, ...others.map(itemOf)];
}
