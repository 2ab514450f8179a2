import day from '@salesforce/label/c.Campaign_Day';
import hint from '@salesforce/label/c.Campaign_Trend_Hint';
import legend from '@salesforce/label/c.Campaign_Trend_Legend';
import rate from '@salesforce/label/c.Campaign_Rate';
import sent from '@salesforce/label/c.Campaign_Sent';

export const LABELS = { day, hint, legend, rate, sent };
