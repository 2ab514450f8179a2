import { LightningElement, api } from 'lwc';
import { moveFocus } from 'c/arrowKeys';
import { LABELS } from './labels';

/** One day. */
export interface TrendPoint {
    readonly key: string;
    readonly label: string;
    /** In percent; null on a day on which nothing was sent. */
    readonly rate: number | null;
    readonly rateText: string;
    readonly sent: number;
    readonly sentText: string;
    /** All of it in words. */
    readonly text: string;
}

const LOWEST_TOP = 80;
const STEP = 10;

/** A length or place in a drawing. */
const text = (value: number): string => value.toFixed(2);

/** The delivery rate day by day over the messages sent; one stop of the Tab key, arrow keys from day to day. */
export default class TrendChart extends LightningElement {
    @api caption = '';
    @api points: readonly TrendPoint[] = [];
    @api line = 0;
    @api lineLabel = '';

    readonly labels = LABELS;
    private current = '';

    /** Rates lie high, so the axis begins at the ten below the lowest, at 80 at most. */
    get lowest(): number {
        const rates = this.points.flatMap(({ rate }) => rate ?? []);
        return Math.min(LOWEST_TOP, ...rates.map((rate) => Math.floor(rate / STEP) * STEP));
    }

    get lowestText(): string {
        return `${this.lowest} %`;
    }

    get bars(): { key: string; x: string; y: string; width: string; height: string }[] {
        const most = Math.max(1, ...this.points.map(({ sent }) => sent));
        const width = 100 / this.points.length;
        return this.points.map(({ key, sent }, index) => {
            const height = (sent / most) * 100;
            return {
                key,
                x: text(index * width + width * 0.15),
                y: text(100 - height),
                width: text(width * 0.7),
                height: text(height),
            };
        });
    }

    get curve(): string {
        return this.points
            .flatMap(({ rate }, index) => (rate === null ? [] : `${text(this.xOf(index))},${text(this.yOf(rate))}`))
            .join(' ');
    }

    get lineY(): string {
        return text(this.yOf(this.line));
    }

    get lineStyle(): string {
        return `top: ${this.lineY}%`;
    }

    get marks(): { key: string; text: string; dotStyle: string; dotClass: string; tabIndex: string }[] {
        const last = this.points.at(-1)?.key;
        const stop = this.points.some(({ key }) => key === this.current) ? this.current : last;
        return this.points.map(({ key, text: words, rate }) => ({
            key,
            text: words,
            dotStyle: `top: ${text(this.yOf(rate ?? this.lowest))}%`,
            dotClass: rate === null ? 'dot none' : `dot ${rate < this.line ? 'below' : 'above'}`,
            tabIndex: key === stop ? '0' : '-1',
        }));
    }

    get first(): string {
        return this.points[0]?.label ?? '';
    }

    get last(): string {
        return this.points.length > 1 ? (this.points.at(-1)?.label ?? '') : '';
    }

    get readout(): string {
        return this.points.find(({ key }) => key === this.current)?.text ?? LABELS.hint;
    }

    private xOf(index: number): number {
        return ((index + 0.5) / this.points.length) * 100;
    }

    private yOf(rate: number): number {
        return 100 - ((rate - this.lowest) / (100 - this.lowest)) * 100;
    }

    handlePoint(event: Event): void {
        this.current = (event.currentTarget as HTMLElement).dataset['key'] ?? ''; // the listener is on the mark
    }

    handleDrill(event: Event): void {
        this.dispatchEvent(new CustomEvent('drill', { detail: (event.currentTarget as HTMLElement).dataset['key'] }));
    }

    handleKey(event: KeyboardEvent): void {
        moveFocus(event, [...(this.template?.querySelectorAll<HTMLElement>('.mark') ?? [])], this.points.length);
    }
}
