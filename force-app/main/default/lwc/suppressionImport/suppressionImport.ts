import { LightningElement } from 'lwc';
import { CHANNELS } from 'c/addressText';
import { fillLabel } from 'c/labelText';
import { addSuppression, PROBLEMS } from 'c/newSuppression';
import { LABELS } from './labels';
import { MOST_ROWS, planImport } from './importPlan';
import type { BadLine, ImportPlan } from './importPlan';

const SHOWN_LINES = 20;
const NOTHING: ImportPlan = { entries: [], bad: [] };

interface Refusal {
    readonly line: number;
    readonly text: string;
}

/** Pasted text or a file: shows what it would do, then does it one address after the other. */
export default class SuppressionImport extends LightningElement {
    readonly labels = LABELS;
    readonly channels = CHANNELS.map((value) => ({ value, label: value }));
    channel = 'SMS';
    text = '';
    plan = NOTHING;
    progress = '';
    isSaving = false;
    isFinished = false;
    refusals: readonly Refusal[] = [];
    private isGone = false;

    disconnectedCallback(): void {
        this.isGone = true;
    }

    get hint(): string {
        return fillLabel(LABELS.hint, MOST_ROWS);
    }

    get summary(): string {
        if (this.text.trim() === '') return '';
        return fillLabel(LABELS.summary, this.plan.entries.length, this.plan.bad.length);
    }

    get problems(): Refusal[] {
        const lines = this.isFinished ? this.refusals : this.plan.bad.map(refusalOf);
        return lines.slice(0, SHOWN_LINES);
    }

    get cannotImport(): boolean {
        return this.isSaving || this.isFinished || this.plan.entries.length === 0;
    }

    get closeLabel(): string {
        return this.isFinished ? LABELS.close : LABELS.cancel;
    }

    handleChannel(event: CustomEvent<{ value: string }>): void {
        this.channel = event.detail.value;
        this.preview(this.text);
    }

    handleText(event: CustomEvent<{ value: string }>): void {
        this.preview(event.detail.value);
    }

    async handleFile(event: CustomEvent<{ files?: FileList }>): Promise<void> {
        const file = event.detail.files?.[0];
        if (file) this.preview(await file.text());
    }

    handleClose(): void {
        this.dispatchEvent(new CustomEvent('done'));
    }

    async handleImport(): Promise<void> {
        this.isSaving = true;
        const { entries } = this.plan;
        const since = new Date().toISOString();
        const refusals: Refusal[] = [];
        for (const [index, entry] of entries.entries()) {
            if (this.isGone) break; // the panel was closed: nothing more is wanted
            this.progress = fillLabel(LABELS.progress, index + 1, entries.length);
            // eslint-disable-next-line no-await-in-loop -- one after the other, so that the import can be stopped
            const problem = await addSuppression(entry, since);
            if (problem !== undefined)
                refusals.push({ line: entry.line, text: lineText(entry.line, entry.address, problem) });
        }
        this.refusals = refusals;
        this.isSaving = false;
        this.isFinished = true;
        this.progress = fillLabel(LABELS.finished, entries.length - refusals.length, refusals.length);
        this.dispatchEvent(new CustomEvent('added'));
    }

    private preview(text: string): void {
        this.text = text;
        this.plan = planImport(text, this.channel);
        this.isFinished = false;
        this.progress = '';
    }
}

function lineText(line: number, text: string, problem: string): string {
    return fillLabel(LABELS.line, line, text, problem);
}

function refusalOf({ line, text, problem }: BadLine): Refusal {
    const words = problem === 'twice' ? LABELS.twice : problem === 'overLimit' ? LABELS.overLimit : PROBLEMS[problem];
    return { line, text: lineText(line, text, words) };
}
