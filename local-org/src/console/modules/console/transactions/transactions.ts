import { LightningElement } from 'lwc';
import { fetchTransactions } from 'console/controls';
import { keepFresh } from 'console/recordData';
import type { FlowStep, OrgTransaction } from '../controls/controls.ts';

interface ShownTransaction {
    readonly number: number;
    readonly origin: string;
    readonly outcome: string;
    readonly limits: string;
    readonly flows: readonly { readonly key: string; readonly way: string; readonly values: readonly string[] }[];
}

const MOST_VALUE = 80;

const short = (value: unknown): string => {
    const text = JSON.stringify(value);
    return text.length > MOST_VALUE ? `${text.slice(0, MOST_VALUE)}…` : text;
};

/** The first interview of a run stands for all of it. */
function wayOf(key: string, steps: readonly FlowStep[]): ShownTransaction['flows'][number] {
    const [first] = steps;
    const own = steps.filter(({ interview }) => interview === first?.interview);
    const names = own.map(({ element, outcome }) => (outcome === undefined ? element : `${element} [${outcome}]`));
    const values = own.flatMap((step) =>
        Object.entries(step.values ?? {}).map(([name, value]) => `${step.element}: ${name} = ${short(value)}`),
    );
    return { key, way: `${first?.flow ?? ''}: ${names.join(' → ')}`, values };
}

function shown({ steps, ...transaction }: OrgTransaction): ShownTransaction {
    const { number, origin, outcome, error, queries, statements, rowsRead, rowsWritten } = transaction;
    const runs = Map.groupBy(steps, ({ flow, run }) => `${flow} ${run}`);
    return {
        ...{ number, origin },
        outcome: error === undefined ? outcome : `${outcome}: ${error}`,
        limits: `${queries} queries, ${rowsRead} rows read, ${statements} writes, ${rowsWritten} rows written`,
        flows: [...runs].map(([key, ofRun]) => wayOf(key, ofRun)),
    };
}

/** What the org did last: each transaction with its limits, and the way that each flow went, newest first. */
export default class Transactions extends LightningElement {
    transactions: readonly ShownTransaction[] = [];
    error = '';
    private stop: () => void = () => undefined;

    connectedCallback(): void {
        this.stop = keepFresh(
            fetchTransactions,
            (found) => Object.assign(this, { transactions: found.map(shown), error: '' }),
            (error) => (this.error = String(error)),
        );
    }

    disconnectedCallback(): void {
        this.stop();
    }

    get isEmpty(): boolean {
        return this.transactions.length === 0 && this.error === '';
    }
}
