import clicked from '@salesforce/label/c.Delivery_Engaged_Clicked';
import empty from '@salesforce/label/c.Delivery_No_Messages';
import complained from '@salesforce/label/c.Delivery_Engaged_Complained';
import optedIn from '@salesforce/label/c.Delivery_Engaged_Opted_In';
import optedOut from '@salesforce/label/c.Delivery_Engaged_Opted_Out';
import postponed from '@salesforce/label/c.Delivery_Fallback_Postponed_Until';
import read from '@salesforce/label/c.Delivery_Engaged_Read';
import replied from '@salesforce/label/c.Delivery_Engaged_Replied';
import title from '@salesforce/label/c.Delivery_Latest_Messages';

export const LABELS = { clicked, complained, empty, optedIn, optedOut, postponed, read, replied, title };
