import byCarrier from '@salesforce/label/c.Delivery_Confirmed_By_Carrier';
import clicked from '@salesforce/label/c.Delivery_Engaged_Clicked';
import code from '@salesforce/label/c.Delivery_Code';
import empty from '@salesforce/label/c.Delivery_No_Messages';
import optedOut from '@salesforce/label/c.Delivery_Engaged_Opted_Out';
import read from '@salesforce/label/c.Delivery_Engaged_Read';
import replied from '@salesforce/label/c.Delivery_Engaged_Replied';
import title from '@salesforce/label/c.Delivery_Latest_Messages';
import unknownChannel from '@salesforce/label/c.Delivery_Channel_Unknown';

export const LABELS = { byCarrier, clicked, code, empty, optedOut, read, replied, title, unknownChannel };
