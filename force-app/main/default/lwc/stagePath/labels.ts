import after from '@salesforce/label/c.Delivery_Stage_After';
import clicked from '@salesforce/label/c.Delivery_Stage_Clicked';
import delivered from '@salesforce/label/c.Delivery_Stage_Delivered';
import done from '@salesforce/label/c.Delivery_Stage_State_Done';
import doubtful from '@salesforce/label/c.Delivery_Stage_State_Doubtful';
import failed from '@salesforce/label/c.Delivery_Stage_State_Failed';
import notConfirmed from '@salesforce/label/c.Delivery_Stage_Not_Confirmed';
import opened from '@salesforce/label/c.Delivery_Stage_Opened';
import complained from '@salesforce/label/c.Delivery_Stage_Complained';
import optedIn from '@salesforce/label/c.Delivery_Stage_Opted_In';
import optedOut from '@salesforce/label/c.Delivery_Stage_Opted_Out';
import path from '@salesforce/label/c.Delivery_Stage_Path';
import pending from '@salesforce/label/c.Delivery_Stage_State_Pending';
import queued from '@salesforce/label/c.Delivery_Stage_Queued';
import read from '@salesforce/label/c.Delivery_Stage_Read';
import replied from '@salesforce/label/c.Delivery_Stage_Replied';
import scheduled from '@salesforce/label/c.Delivery_Stage_Scheduled';
import sent from '@salesforce/label/c.Delivery_Stage_Sent';

export const LABELS = {
    after,
    clicked,
    delivered,
    done,
    doubtful,
    failed,
    notConfirmed,
    opened,
    complained,
    optedIn,
    optedOut,
    path,
    pending,
    queued,
    read,
    replied,
    scheduled,
    sent,
};
