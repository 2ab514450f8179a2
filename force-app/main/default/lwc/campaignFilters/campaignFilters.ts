import { LightningElement, api } from 'lwc';
import { BLANK, PRESETS } from 'c/dashboardScope';
import type { Filters, Narrowing } from 'c/dashboardScope';
import { valueName } from 'c/displayNames';
import { LABELS, PRESET_LABELS } from './labels';

interface Option {
    readonly label: string;
    readonly value: string;
}

/** What there is to choose from. */
export interface Choices extends Readonly<Record<Narrowing, readonly string[]>> {
    /** Absent on the page of one campaign. */
    readonly campaigns?: readonly Option[] | undefined;
}

const PRESET_OPTIONS: readonly Option[] = PRESETS.map((value) => ({ value, label: PRESET_LABELS[value] }));

/** Says what was chosen; keeps nothing itself. */
export default class CampaignFilters extends LightningElement {
    @api filters!: Filters;
    @api choices!: Choices;

    readonly labels = LABELS;
    readonly presets = PRESET_OPTIONS;

    get isCustom(): boolean {
        return this.filters.preset === 'custom';
    }

    get campaigns(): Option[] | undefined {
        const { campaigns } = this.choices;
        return campaigns && [{ value: '', label: LABELS.allCampaigns }, ...campaigns];
    }

    get narrowings(): { name: string; label: string; value: string; options: Option[] }[] {
        const labels: Readonly<Record<Narrowing, string>> = {
            channel: LABELS.channel,
            provider: LABELS.provider,
            country: LABELS.country,
            objectType: LABELS.objectType,
        };
        return (Object.keys(labels) as Narrowing[]).map((name) => ({
            name,
            label: labels[name],
            value: this.filters[name],
            options: this.optionsOf(name),
        }));
    }

    /** What is chosen can be taken back even if the days of now have none of it. */
    private optionsOf(name: Narrowing): Option[] {
        const chosen = this.filters[name];
        const choices = this.choices[name];
        const values = chosen === '' || choices.includes(chosen) ? choices : [...choices, chosen];
        const labelOf = (value: string): string => (value === BLANK ? LABELS.notKnown : valueName(name, value));
        const named = values.map((value) => ({ value, label: labelOf(value) }));
        return [{ value: '', label: LABELS.all }, ...named.sort((a, b) => a.label.localeCompare(b.label))];
    }

    /** The field's own event goes no further: it bubbles, and says less. */
    handleChange(event: CustomEvent<{ value: string }>): void {
        event.stopPropagation();
        const { name } = (event.currentTarget as HTMLElement).dataset; // the listener is on the field
        const filters = { ...this.filters, [name ?? '']: event.detail.value };
        this.dispatchEvent(new CustomEvent('filterchange', { detail: filters }));
    }
}
