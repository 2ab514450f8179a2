import days from '@salesforce/label/c.Delivery_Duration_Days';
import hours from '@salesforce/label/c.Delivery_Duration_Hours';
import minutes from '@salesforce/label/c.Delivery_Duration_Minutes';
import seconds from '@salesforce/label/c.Delivery_Duration_Seconds';
import underASecond from '@salesforce/label/c.Delivery_Duration_Under_A_Second';

export const LABELS = { days, hours, minutes, seconds, underASecond };
