import { LightningElement, api } from 'lwc';
import { fillLabel } from 'c/labelText';
import { LABELS } from './labels';

/** One bar, with its texts made by whoever knows what it means. */
export interface Bar {
    readonly key: string;
    readonly label: string;
    /** Length in percent of the whole width. */
    readonly share: number;
    readonly valueText: string;
    readonly detail?: string;
    /** What it means or what to do. */
    readonly note?: string;
    readonly tone?: 'neutral' | 'good' | 'watch' | 'flagged';
    /** What the tone says, for those who see no colours. */
    readonly toneText?: string;
    readonly isDrillable?: boolean;
    /** Where its own line stands, if not where that of the others does. */
    readonly line?: number | undefined;
}

interface ShownBar extends Bar {
    readonly width: string;
    readonly fillClass: string;
    readonly behind: string;
}

const FEW = 6;

/** Bars in a table, one row each: a chart for the eye, a table for everything else. */
export default class BarChart extends LightningElement {
    @api caption = '';
    @api nameHeading = '';
    @api valueHeading = '';
    @api bars: readonly Bar[] = [];
    /** Draws a line across all bars at that percentage. */
    @api line: number | undefined;

    readonly labels = LABELS;
    private showsAll = false;

    get shown(): ShownBar[] {
        const bars = this.showsAll ? this.bars : this.bars.slice(0, FEW);
        return bars.map((bar) => ({
            ...bar,
            line: bar.line ?? this.line,
            width: String(Math.min(100, Math.max(bar.share, bar.share > 0 ? 1 : 0))),
            fillClass: `fill ${bar.tone ?? 'neutral'}`,
            behind: fillLabel(LABELS.behind, `${bar.label}: ${bar.valueText}`),
        }));
    }

    get isEmpty(): boolean {
        return this.bars.length === 0;
    }

    get more(): string {
        const hidden = this.bars.length - FEW;
        if (hidden <= 0) return '';
        return this.showsAll ? LABELS.fewer : fillLabel(LABELS.more, hidden);
    }

    handleMore(): void {
        this.showsAll = !this.showsAll;
    }

    handleDrill(event: Event): void {
        const { key } = (event.currentTarget as HTMLElement).dataset; // the listener is on the button
        this.dispatchEvent(new CustomEvent('drill', { detail: key }));
    }
}
