import hint from '@salesforce/label/c.Trust_Hint';
import none from '@salesforce/label/c.Trust_None';
import score from '@salesforce/label/c.Trust_Score';
import title from '@salesforce/label/c.Trust_Title';

export const LABELS = { hint, none, score, title };
