import { LightningElement, api } from 'lwc';
import { CHANNELS, channelWords } from 'c/channelWords';
import { dayOf } from 'c/zonedDays';
import { NO_FILTERS, STATUS_GROUPS } from './filters';
import type { Filters } from './filters';
import { LABELS } from './labels';

export { isNarrowed, NO_FILTERS, STATUS_GROUPS } from './filters';
export type { Filters } from './filters';

interface Option {
    readonly label: string;
    readonly value: string;
}

const DAY_MS = 86_400_000;
const CUSTOM = 'custom';
const GROUP_NAMES: Readonly<Record<string, string>> = LABELS;

const PERIODS: readonly Option[] = [
    { label: LABELS.anyTime, value: '' },
    { label: LABELS.last7, value: '7' },
    { label: LABELS.last30, value: '30' },
    { label: LABELS.last90, value: '90' },
    { label: LABELS.custom, value: CUSTOM },
];

/** Asks what to show; tells each change by `filterschange` with all filters. */
export default class TimelineFilters extends LightningElement {
    /** Emptied from outside, the period is emptied with them. */
    @api
    get filters(): Filters {
        return this.current;
    }
    set filters(filters: Filters) {
        this.current = filters;
        if (filters === NO_FILTERS) this.period = '';
    }

    readonly labels = LABELS;
    readonly periods = PERIODS;
    period = '';
    private current: Filters = NO_FILTERS;

    get channels(): Option[] {
        const named = CHANNELS.map((channel) => ({ label: channelWords(channel).name, value: channel }));
        return [{ label: LABELS.allChannels, value: '' }, ...named];
    }

    get statusGroups(): Option[] {
        const named = Object.keys(STATUS_GROUPS).map((group) => ({ label: GROUP_NAMES[group] ?? group, value: group }));
        return [{ label: LABELS.allStatuses, value: '' }, ...named];
    }

    get isCustom(): boolean {
        return this.period === CUSTOM;
    }

    get isOnlyFailed(): boolean {
        return this.current.statusGroup === 'failed';
    }

    get onlyFailedPressed(): string {
        return String(this.isOnlyFailed);
    }

    get onlyFailedClass(): string {
        return `slds-button only-failed ${this.isOnlyFailed ? 'slds-button_brand' : 'slds-button_neutral'}`;
    }

    handleChannel(event: CustomEvent<{ value: string }>): void {
        this.change({ channel: event.detail.value });
    }

    handleStatus(event: CustomEvent<{ value: string }>): void {
        this.change({ statusGroup: event.detail.value });
    }

    handleOnlyFailed(): void {
        this.change({ statusGroup: this.isOnlyFailed ? '' : 'failed' });
    }

    handlePeriod(event: CustomEvent<{ value: string }>): void {
        this.period = event.detail.value;
        if (this.isCustom) return; // the dates come next
        const days = Number(this.period);
        this.change({ from: days === 0 ? '' : dayOf(Date.now() - days * DAY_MS), to: '' });
    }

    handleFrom(event: CustomEvent<{ value: string | null }>): void {
        this.change({ from: event.detail.value ?? '' });
    }

    handleTo(event: CustomEvent<{ value: string | null }>): void {
        this.change({ to: event.detail.value ?? '' });
    }

    private change(changes: Partial<Filters>): void {
        this.current = { ...this.current, ...changes };
        this.dispatchEvent(new CustomEvent<Filters>('filterschange', { detail: this.current }));
    }
}
