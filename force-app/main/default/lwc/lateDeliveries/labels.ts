import doubles from '@salesforce/label/c.Late_Doubles';
import hint from '@salesforce/label/c.Late_Hint';
import none from '@salesforce/label/c.Late_None';
import noWindow from '@salesforce/label/c.Late_No_Window';
import otherPurpose from '@salesforce/label/c.Late_Other_Purpose';
import thin from '@salesforce/label/c.Late_Thin';
import title from '@salesforce/label/c.Late_Title';
import wider from '@salesforce/label/c.Late_Wider';

export const LABELS = { doubles, hint, none, noWindow, otherPurpose, thin, title, wider };
