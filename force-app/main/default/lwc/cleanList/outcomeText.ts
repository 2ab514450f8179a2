import COUNT from '@salesforce/label/c.Clean_Outcome_Count';
import MORE from '@salesforce/label/c.Clean_Outcome_More';
import NOTHING from '@salesforce/label/c.Clean_Outcome_Nothing';
import PUT_BACK from '@salesforce/label/c.Clean_Outcome_Put_Back';
import REMOVED from '@salesforce/label/c.Clean_Outcome_Removed';
import SET_ASIDE from '@salesforce/label/c.Clean_Outcome_Set_Aside';
import { countText } from 'c/figureText';
import { fillLabel } from 'c/labelText';

/** By what the flow Campaign_CleanList says of it. */
const DONE: Readonly<Record<string, string>> = {
    'Cannot be reached by text message': COUNT,
    'Set aside': SET_ASIDE,
    'Put back': PUT_BACK,
    Removed: REMOVED,
};
const COUNTED = /^([A-Z][a-z ]+): (\d+)\.( There may be more: ask again\.)?$/;
const REFUSED = /^Nothing was changed: (.*)$/s;

/** In the reader's language: a flow writes English, whoever started it. What it does not say is shown as it is. */
export function outcomeText(outcome: string): string {
    const [, done = '', count, more] = COUNTED.exec(outcome) ?? [];
    const label = DONE[done];
    if (label !== undefined) return fillLabel(label, countText(Number(count))) + (more === undefined ? '' : ` ${MORE}`);
    const [, reason] = REFUSED.exec(outcome) ?? [];
    return reason === undefined ? outcome : fillLabel(NOTHING, reason);
}
