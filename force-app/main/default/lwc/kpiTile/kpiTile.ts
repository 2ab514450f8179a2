import { LightningElement, api } from 'lwc';
import type { Verdict } from 'c/deliveryFigures';
import { fillLabel } from 'c/labelText';
import BEHIND from '@salesforce/label/c.Campaign_Show_Messages';
import FLAGGED from '@salesforce/label/c.Campaign_Verdict_Flagged';
import GOOD from '@salesforce/label/c.Campaign_Verdict_Good';
import WATCH from '@salesforce/label/c.Campaign_Verdict_Watch';

const VERDICTS: Readonly<Record<Verdict, { readonly text: string; readonly icon: string } | undefined>> = {
    good: { text: GOOD, icon: 'utility:success' },
    watch: { text: WATCH, icon: 'utility:info' },
    flagged: { text: FLAGGED, icon: 'utility:warning' },
    none: undefined,
};

/** One figure: what it is, how much, how it stands; its messages on demand. */
export default class KpiTile extends LightningElement {
    @api label = '';
    @api value = '';
    @api note = '';
    @api help = '';
    @api verdict: Verdict = 'none';
    @api isDrillable = false;

    get shownVerdict(): { readonly text: string; readonly icon: string } | undefined {
        return VERDICTS[this.verdict];
    }

    get tileClass(): string {
        return `tile ${this.verdict}`;
    }

    get behind(): string {
        return fillLabel(BEHIND, `${this.label}: ${this.value}`);
    }

    handleDrill(): void {
        this.dispatchEvent(new CustomEvent('drill'));
    }
}
