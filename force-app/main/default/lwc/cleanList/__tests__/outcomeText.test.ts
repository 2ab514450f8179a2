import { outcomeText } from '../outcomeText';

jest.mock('@salesforce/label/c.Clean_Outcome_Count', () => ({ default: 'Nicht erreichbar: {0}.' }), { virtual: true });
jest.mock('@salesforce/label/c.Clean_Outcome_Removed', () => ({ default: 'Entfernt: {0}.' }), { virtual: true });
jest.mock('@salesforce/label/c.Clean_Outcome_More', () => ({ default: 'Noch einmal.' }), { virtual: true });
jest.mock('@salesforce/label/c.Clean_Outcome_Nothing', () => ({ default: 'Nichts: {0}' }), { virtual: true });

/** Every form that test/package/flows/cleanList.test.ts sees of the flow. */
it.each([
    ['Cannot be reached by text message: 7.', 'Nicht erreichbar: 7.'],
    ['Removed: 1000. There may be more: ask again.', 'Entfernt: 1,000. Noch einmal.'],
    ['Nothing was changed: locked: twice.', 'Nichts: locked: twice.'],
    ['Set aside: 2.', 'c.Clean_Outcome_Set_Aside'],
    ['Put back: 0.', 'c.Clean_Outcome_Put_Back'],
    ['Done: 2.', 'Done: 2.'],
    ['A note of somebody', 'A note of somebody'],
])('the flow’s outcome %s is told in the reader’s language', (outcome, told) => {
    expect(outcomeText(outcome)).toBe(told);
});
