import answer from '@salesforce/label/c.Appeal_Answer';
import answerNeeded from '@salesforce/label/c.Appeal_Answer_Needed';
import ask from '@salesforce/label/c.Appeal_Ask';
import asked from '@salesforce/label/c.Appeal_Asked';
import decline from '@salesforce/label/c.Appeal_Decline';
import declineDone from '@salesforce/label/c.Appeal_Decline_Done';
import declined from '@salesforce/label/c.Appeal_Declined';
import done from '@salesforce/label/c.Appeal_Done';
import heading from '@salesforce/label/c.Appeal_Heading';
import meaning from '@salesforce/label/c.Appeal_Meaning';
import note from '@salesforce/label/c.Appeal_Note';
import open from '@salesforce/label/c.Appeal_Open';
import personOnly from '@salesforce/label/c.Appeal_Person_Only';

export const LABELS = {
    answer,
    answerNeeded,
    ask,
    asked,
    decline,
    declineDone,
    declined,
    done,
    heading,
    meaning,
    note,
    open,
    personOnly,
};
