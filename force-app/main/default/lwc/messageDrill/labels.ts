import CANCELED from '@salesforce/label/c.Delivery_Status_Canceled';
import DELIVERED from '@salesforce/label/c.Delivery_Status_Delivered';
import EXPIRED from '@salesforce/label/c.Delivery_Status_Expired';
import FAILED from '@salesforce/label/c.Delivery_Status_Failed';
import QUEUED from '@salesforce/label/c.Delivery_Status_Queued';
import REJECTED from '@salesforce/label/c.Delivery_Status_Rejected';
import SCHEDULED from '@salesforce/label/c.Delivery_Status_Scheduled';
import SENT from '@salesforce/label/c.Delivery_Status_Sent';
import UNCONFIRMED from '@salesforce/label/c.Delivery_Status_Unconfirmed';
import UNDELIVERED from '@salesforce/label/c.Delivery_Status_Undelivered';
import UNKNOWN from '@salesforce/label/c.Delivery_Status_Unknown';
import all from '@salesforce/label/c.Campaign_Filter_All';
import carrier from '@salesforce/label/c.Campaign_Carrier';
import channel from '@salesforce/label/c.Campaign_Channel';
import close from '@salesforce/label/c.Campaign_Close';
import code from '@salesforce/label/c.Delivery_Code';
import country from '@salesforce/label/c.Campaign_Country';
import empty from '@salesforce/label/c.Campaign_Messages_Empty';
import errorCode from '@salesforce/label/c.Campaign_Error_Code';
import exported from '@salesforce/label/c.Campaign_Exported';
import exportFailed from '@salesforce/label/c.Campaign_Export_Failed';
import exportMessages from '@salesforce/label/c.Campaign_Export_Messages';
import failureClass from '@salesforce/label/c.Campaign_Failure_Class';
import fileName from '@salesforce/label/c.Campaign_Messages_File';
import key from '@salesforce/label/c.Campaign_Message_Key';
import loading from '@salesforce/label/c.Delivery_Loading';
import messageLink from '@salesforce/label/c.Campaign_Open_Message';
import next from '@salesforce/label/c.Campaign_Next';
import nobody from '@salesforce/label/c.Campaign_Nobody';
import person from '@salesforce/label/c.Campaign_Person';
import place from '@salesforce/label/c.Campaign_Place';
import previous from '@salesforce/label/c.Campaign_Previous';
import price from '@salesforce/label/c.Delivery_Detail_Price';
import priceCurrency from '@salesforce/label/c.Campaign_Price_Currency';
import progress from '@salesforce/label/c.Campaign_Export_Progress';
import provider from '@salesforce/label/c.Campaign_Provider';
import recipient from '@salesforce/label/c.Campaign_Recipient';
import segments from '@salesforce/label/c.Delivery_Detail_Segments';
import sender from '@salesforce/label/c.Delivery_Detail_Sender';
import status from '@salesforce/label/c.Campaign_Status';
import when from '@salesforce/label/c.Campaign_When';
import why from '@salesforce/label/c.Campaign_Why';

export const LABELS = {
    all,
    carrier,
    channel,
    close,
    code,
    country,
    empty,
    errorCode,
    exported,
    exportFailed,
    exportMessages,
    failureClass,
    fileName,
    key,
    loading,
    messageLink,
    next,
    nobody,
    person,
    place,
    previous,
    price,
    priceCurrency,
    progress,
    provider,
    recipient,
    segments,
    sender,
    status,
    statuses: {
        Scheduled: SCHEDULED,
        Queued: QUEUED,
        Sent: SENT,
        Unconfirmed: UNCONFIRMED,
        Unknown: UNKNOWN,
        Delivered: DELIVERED,
        Failed: FAILED,
        Undelivered: UNDELIVERED,
        Rejected: REJECTED,
        Expired: EXPIRED,
        Canceled: CANCELED,
    } as Readonly<Record<string, string>>,
    when,
    why,
};
