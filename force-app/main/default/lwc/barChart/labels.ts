import behind from '@salesforce/label/c.Campaign_Show_Messages';
import fewer from '@salesforce/label/c.Campaign_Show_Fewer';
import more from '@salesforce/label/c.Campaign_Show_More';
import nothing from '@salesforce/label/c.Campaign_Nothing_Here';

export const LABELS = { behind, fewer, more, nothing };
