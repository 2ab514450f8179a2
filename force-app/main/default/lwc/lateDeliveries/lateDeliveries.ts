import { LightningElement, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import type { GraphQLNode, GraphQLResult } from 'lightning/graphql';
import { countText } from 'c/figureText';
import { text } from 'c/graphqlFields';
import { fillLabel } from 'c/labelText';
import { LABELS } from './labels';
import { LATE_QUERY } from './lateQuery';
import { ledgerOf } from './ledger';
import type { Fallback, Ledger } from './ledger';

interface LateData {
    readonly uiapi: {
        readonly query: { readonly fallbacks: { readonly edges: readonly { readonly node: GraphQLNode }[] } };
    };
}
interface Purpose {
    readonly name: string;
    readonly doubles: string;
    readonly advice: string;
}

/** Whom the fallback contacted though the message came after all, and what would have spared them. */
export default class LateDeliveries extends LightningElement {
    readonly labels = LABELS;
    errors: unknown;
    private answer: LateData | undefined;
    private refresh: (() => Promise<void>) | undefined;

    @wire(graphql, { query: LATE_QUERY, variables: '$variables' })
    receive({ data, errors, refresh }: GraphQLResult<LateData>): void {
        this.refresh = refresh ?? this.refresh;
        if (!data && !errors) return;
        this.errors = errors;
        this.answer = data ?? this.answer;
    }

    get variables(): object {
        return {};
    }

    get purposes(): Purpose[] {
        const nodes = this.answer?.uiapi.query.fallbacks.edges ?? [];
        return ledgerOf(nodes.map(({ node }) => readFallback(node))).map((ledger) => ({
            name: ledger.purpose,
            doubles: fillLabel(LABELS.doubles, countText(ledger.doubles), countText(ledger.fallbacks)),
            advice: adviceOf(ledger),
        }));
    }

    get isEmpty(): boolean {
        return this.answer !== undefined && this.purposes.length === 0;
    }

    async handleRetry(): Promise<void> {
        await this.refresh?.();
    }
}

function readFallback(node: GraphQLNode): Fallback {
    const at = (name: string): number | null => {
        const value = text(node, name);
        return value === null ? null : Date.parse(value);
    };
    const isDelivered = text(node, 'status') === 'Delivered';
    return {
        purpose: text(node, 'purpose') ?? LABELS.otherPurpose,
        startedAt: at('receivedAt'),
        dueAt: at('dueAt'),
        fallbackAt: at('fallbackAt'),
        deliveredAt: isDelivered ? at('deliveredAt') : null,
    };
}

function adviceOf({ window, suggested, spared, doubles, isThin }: Ledger): string {
    if (isThin || window === null) return LABELS.thin;
    if (suggested === null) return fillLabel(LABELS.noWindow, countText(window));
    const figures = [suggested, window, spared, doubles, suggested - window];
    return fillLabel(LABELS.wider, ...figures.map(countText));
}
