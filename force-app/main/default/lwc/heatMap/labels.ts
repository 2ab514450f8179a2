import nothing from '@salesforce/label/c.Campaign_Nothing_Here';

export const LABELS = { nothing };
