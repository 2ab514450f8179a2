import cancel from '@salesforce/label/c.Suppression_Cancel';
import channel from '@salesforce/label/c.Suppression_Channel';
import close from '@salesforce/label/c.Suppression_Close';
import file from '@salesforce/label/c.Suppression_Import_File';
import finished from '@salesforce/label/c.Suppression_Import_Finished';
import hint from '@salesforce/label/c.Suppression_Import_Hint';
import importList from '@salesforce/label/c.Suppression_Import';
import line from '@salesforce/label/c.Suppression_Import_Line';
import overLimit from '@salesforce/label/c.Suppression_Import_Over_Limit';
import paste from '@salesforce/label/c.Suppression_Import_Paste';
import progress from '@salesforce/label/c.Suppression_Import_Progress';
import summary from '@salesforce/label/c.Suppression_Import_Summary';
import title from '@salesforce/label/c.Suppression_Import_Title';
import twice from '@salesforce/label/c.Suppression_Import_Twice';

export const LABELS = {
    cancel,
    channel,
    close,
    file,
    finished,
    hint,
    importList,
    line,
    overLimit,
    paste,
    progress,
    summary,
    title,
    twice,
};
