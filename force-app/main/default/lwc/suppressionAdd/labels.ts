import add from '@salesforce/label/c.Suppression_Add';
import added from '@salesforce/label/c.Suppression_Added';
import address from '@salesforce/label/c.Suppression_Address';
import cancel from '@salesforce/label/c.Suppression_Cancel';
import channel from '@salesforce/label/c.Suppression_Channel';
import title from '@salesforce/label/c.Suppression_Add_Title';

export const LABELS = { add, added, address, cancel, channel, title };
