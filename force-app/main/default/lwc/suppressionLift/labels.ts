import appealed from '@salesforce/label/c.Appeal_Open';
import cancel from '@salesforce/label/c.Suppression_Cancel';
import done from '@salesforce/label/c.Suppression_Lift_Done';
import heading from '@salesforce/label/c.Suppression_Lift_Heading';
import lift from '@salesforce/label/c.Suppression_Lift';
import meaning from '@salesforce/label/c.Suppression_Lift_Meaning';
import meaningRefused from '@salesforce/label/c.Suppression_Lift_Meaning_Refused';
import note from '@salesforce/label/c.Suppression_Lift_Note';
import noteNeeded from '@salesforce/label/c.Suppression_Lift_Note_Needed';
import otherPlain from '@salesforce/label/c.Suppression_Lift_Other_Plain';
import otherPrivate from '@salesforce/label/c.Suppression_Lift_Other_Private';

export const LABELS = {
    appealed,
    cancel,
    done,
    heading,
    lift,
    meaning,
    meaningRefused,
    note,
    noteNeeded,
    otherPlain,
    otherPrivate,
};
