import { LightningElement, api } from 'lwc';
import { moveFocus } from 'c/arrowKeys';
import { LABELS } from './labels';

export interface HeatCell {
    readonly value: number;
    /** All of it in words. */
    readonly text: string;
}

export interface HeatLine {
    readonly key: string;
    readonly label: string;
    readonly cells: readonly HeatCell[];
}

interface ShownCell extends HeatCell {
    readonly key: string;
    readonly column: string;
    readonly cellClass: string;
    readonly shown: string;
    readonly tabIndex: string;
}

/** Steps of darkness; the darkest is the largest value. */
const STEPS = 5;

/** Values by hour. Each cell that is not empty shows its number as well, so nothing hangs on colour. */
export default class HeatMap extends LightningElement {
    @api caption = '';
    @api nameHeading = '';
    @api lines: readonly HeatLine[] = [];

    readonly labels = LABELS;
    private current = '';

    get hours(): string[] {
        return (this.lines[0]?.cells ?? []).map((_, hour) => String(hour).padStart(2, '0'));
    }

    get isEmpty(): boolean {
        return this.lines.length === 0;
    }

    get rows(): { key: string; label: string; cells: ShownCell[] }[] {
        const most = Math.max(1, ...this.lines.flatMap(({ cells }) => cells.map(({ value }) => value)));
        const keys = this.lines.flatMap(({ key, cells }) => cells.map((_, column) => `${key}|${column}`));
        const stop = keys.includes(this.current) ? this.current : keys[0];
        return this.lines.map(({ key: line, label, cells }) => ({
            key: line,
            label,
            cells: cells.map((cell, column): ShownCell => {
                const key = `${line}|${column}`;
                const step = cell.value === 0 ? 0 : Math.ceil((cell.value / most) * STEPS);
                return {
                    ...cell,
                    key,
                    column: String(column),
                    cellClass: `cell step-${step}`,
                    shown: cell.value === 0 ? '' : String(cell.value),
                    tabIndex: key === stop ? '0' : '-1',
                };
            }),
        }));
    }

    handlePoint(event: Event): void {
        this.current = (event.currentTarget as HTMLElement).dataset['key'] ?? ''; // the listener is on the cell
    }

    handleKey(event: KeyboardEvent): void {
        moveFocus(event, [...(this.template?.querySelectorAll<HTMLElement>('.cell') ?? [])], this.hours.length);
    }

    handleDrill(event: Event): void {
        const { row, column } = (event.currentTarget as HTMLElement).dataset;
        this.dispatchEvent(new CustomEvent('drill', { detail: { key: row, column: Number(column) } }));
    }
}
