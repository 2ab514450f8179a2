import { LightningElement } from 'lwc';
import { endFault, endFaults, fetchFaults, orderFault } from 'console/controls';
import { keepFresh } from 'console/recordData';
import { FAULT_KINDS, orderOf } from './faultKinds';
import type { OrderedFault } from '../controls/controls.ts';

interface ShownFault {
    readonly id: string;
    readonly label: string;
    readonly details: string;
    readonly left: string;
    readonly endLabel: string;
}

interface Option {
    readonly label: string;
    readonly value: string;
}

const [FIRST] = FAULT_KINDS;
const labelOf = (kind: string): string => FAULT_KINDS.find((each) => each.kind === kind)?.label ?? kind;

function shown({ id, kind, hits, times, ...details }: OrderedFault): ShownFault {
    const label = labelOf(kind);
    const words = Object.entries(details).map(([name, value]) => `${name} ${String(value)}`);
    const left =
        typeof times === 'number' ? `${Math.max(0, times - hits)} of ${times} left` : `until ended, struck ${hits}`;
    return { id, label, left, details: words.join(', '), endLabel: `End: ${label}` };
}

/** Orders faults of the org, and shows which are in force; the clock and the last transactions stand beside. */
export default class FaultPanel extends LightningElement {
    faults: readonly ShownFault[] | undefined;
    error = '';
    kind = FIRST?.kind ?? '';
    private values = new Map<string, string>();
    private stop: () => void = () => undefined;

    connectedCallback(): void {
        this.follow();
    }

    disconnectedCallback(): void {
        this.stop();
    }

    get kinds(): Option[] {
        return FAULT_KINDS.map(({ kind, label }) => ({ label, value: kind }));
    }

    get fields(): object[] {
        const { fields = [] } = FAULT_KINDS.find(({ kind }) => kind === this.kind) ?? {};
        return fields.map(({ name, label, value, options }) => ({
            ...{ key: `${this.kind} ${name}`, name, label },
            value: this.values.get(name) ?? value,
            options: options?.map((option) => ({ label: option, value: option })),
        }));
    }

    get isEmpty(): boolean {
        return this.faults?.length === 0;
    }

    handleKind(event: CustomEvent<{ value: string }>): void {
        this.kind = event.detail.value;
        this.values = new Map();
    }

    handleField(event: CustomEvent<{ value: string }> & { currentTarget: HTMLElement }): void {
        const { name = '' } = event.currentTarget.dataset;
        this.values = new Map([...this.values, [name, event.detail.value]]);
    }

    handleOrder(): Promise<void> {
        return this.after(orderFault(orderOf(this.kind, this.values)));
    }

    handleEnd(event: Event & { currentTarget: HTMLElement }): Promise<void> {
        return this.after(endFault(event.currentTarget.dataset['id'] ?? ''));
    }

    handleEndAll(): Promise<void> {
        return this.after(endFaults());
    }

    private async after(work: Promise<unknown>): Promise<void> {
        try {
            await work;
            this.follow();
        } catch (error) {
            this.error = String(error);
        }
    }

    private follow(): void {
        this.stop();
        this.stop = keepFresh(
            fetchFaults,
            (faults) => Object.assign(this, { faults: faults.map(shown), error: '' }),
            (error) => (this.error = String(error)),
        );
    }
}
