import { LightningElement, api, wire } from 'lwc';
import { graphql, gql } from 'lightning/graphql';
import type { GraphQLNode, GraphQLResult } from 'lightning/graphql';
import { readMessage } from 'c/messageNode';
import type { Message } from 'c/reachabilityVerdict';
import { LABELS } from './labels';

const EVIDENCE_QUERY = gql`
    query SuppressionEvidence($keys: [String]) {
        uiapi {
            query {
                messages: Message__c(
                    where: { Message_Key__c: { in: $keys } }
                    orderBy: { Sort_Key__c: { order: DESC } }
                    first: 50
                ) {
                    edges {
                        node {
                            Id
                            channel: Channel__c { value }
                            provider: Provider__c { value }
                            status: Status__c { value }
                            occurredAt: Occurred_At__c { value }
                            errorCode: Error_Code__c { value }
                            failureClass: Failure_Class__c { value }
                            confidence: Delivery_Confidence__c { value }
                            readAt: Read_At__c { value }
                            clickedAt: Clicked_At__c { value }
                            repliedAt: Replied_At__c { value }
                            optedOutAt: Opted_Out_At__c { value }
                            optedInAt: Opted_In_At__c { value }
                            complainedAt: Complained_At__c { value }
                            recipient: Recipient__c @optional { value }
                        }
                    }
                }
            }
        }
    }
`;

interface EvidenceData {
    readonly uiapi: {
        readonly query: { readonly messages: { readonly edges: readonly { readonly node: GraphQLNode }[] } };
    };
}

/** As the flow joins them. */
export function evidenceKeys(evidence: string): string[] {
    return evidence
        .split(/[;\n]/)
        .map((key) => key.trim())
        .filter((key) => key !== '');
}

/** The messages that caused a suppression, read when somebody wants to see them. */
export default class SuppressionEvidence extends LightningElement {
    @api messageKeys: readonly string[] = [];

    readonly labels = LABELS;
    messages: readonly Message[] | undefined;
    errors: unknown;
    private refresh: (() => Promise<void>) | undefined;

    @wire(graphql, { query: EVIDENCE_QUERY, variables: '$variables' })
    receive({ data, errors, refresh }: GraphQLResult<EvidenceData>): void {
        this.refresh = refresh ?? this.refresh;
        if (!data && !errors) return;
        this.errors = errors;
        this.messages = data?.uiapi.query.messages.edges.map(({ node }) => readMessage(node)) ?? this.messages;
    }

    get variables(): { keys: readonly string[] | undefined } {
        return { keys: this.messageKeys.length > 0 ? this.messageKeys : undefined };
    }

    /** Put on the list by hand, or its messages are gone. */
    get isWithout(): boolean {
        return this.messageKeys.length === 0 || this.messages?.length === 0;
    }

    get isLoading(): boolean {
        return !this.isWithout && !this.messages && !this.errors;
    }

    get hasMessages(): boolean {
        return (this.messages?.length ?? 0) > 0;
    }

    async handleRetry(): Promise<void> {
        await this.refresh?.();
    }
}
