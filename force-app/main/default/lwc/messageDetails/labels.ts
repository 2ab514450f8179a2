import byCarrier from '@salesforce/label/c.Delivery_Confidence_Carrier';
import byHandset from '@salesforce/label/c.Delivery_Confidence_Handset';
import byDoubt from '@salesforce/label/c.Delivery_Confidence_Misleading';
import byNobody from '@salesforce/label/c.Delivery_Confidence_None';
import byPlatform from '@salesforce/label/c.Delivery_Confidence_Platform';
import carrier from '@salesforce/label/c.Delivery_Detail_Carrier';
import classConfiguration from '@salesforce/label/c.Delivery_Class_Configuration';
import classOptedOut from '@salesforce/label/c.Delivery_Class_Opted_Out';
import classPermanent from '@salesforce/label/c.Delivery_Class_Permanent';
import classSpamFiltered from '@salesforce/label/c.Delivery_Class_Spam_Filtered';
import classTemporary from '@salesforce/label/c.Delivery_Class_Temporary';
import classUnknown from '@salesforce/label/c.Delivery_Class_Unknown';
import clicked from '@salesforce/label/c.Delivery_Stage_Clicked';
import confidence from '@salesforce/label/c.Delivery_Detail_Confidence';
import country from '@salesforce/label/c.Delivery_Detail_Country';
import doubtfulCode from '@salesforce/label/c.Delivery_Detail_Doubtful_Code';
import errorCode from '@salesforce/label/c.Delivery_Detail_Error_Code';
import failureClass from '@salesforce/label/c.Delivery_Detail_Failure_Class';
import fallback from '@salesforce/label/c.Delivery_Detail_Fallback';
import fallbackArmed from '@salesforce/label/c.Delivery_Fallback_Armed';
import fallbackDue from '@salesforce/label/c.Delivery_Fallback_Due';
import fallbackFailed from '@salesforce/label/c.Delivery_Fallback_Failed';
import fallbackSent from '@salesforce/label/c.Delivery_Fallback_Sent';
import fallbackPostponed from '@salesforce/label/c.Delivery_Fallback_Postponed';
import fallbackSkipped from '@salesforce/label/c.Delivery_Fallback_Skipped';
import fallbackTask from '@salesforce/label/c.Delivery_Fallback_Task_Created';
import gone from '@salesforce/label/c.Delivery_Message_Gone';
import hiddenBoth from '@salesforce/label/c.Delivery_Hidden_Numbers_And_History';
import hiddenHistory from '@salesforce/label/c.Delivery_Hidden_History';
import hiddenNumbers from '@salesforce/label/c.Delivery_Hidden_Numbers';
import history from '@salesforce/label/c.Delivery_History';
import historyCode from '@salesforce/label/c.Delivery_History_Code';
import historyCut from '@salesforce/label/c.Delivery_History_Cut';
import historyMeans from '@salesforce/label/c.Delivery_History_Means';
import historyRaw from '@salesforce/label/c.Delivery_History_Raw';
import historyReceived from '@salesforce/label/c.Delivery_History_Received';
import historyTime from '@salesforce/label/c.Delivery_History_Time';
import historyUnlisted from '@salesforce/label/c.Delivery_History_Unlisted';
import late from '@salesforce/label/c.Delivery_Fallback_Late';
import loading from '@salesforce/label/c.Delivery_Loading';
import messageKey from '@salesforce/label/c.Delivery_Detail_Message_Key';
import optedOut from '@salesforce/label/c.Delivery_Stage_Opted_Out';
import price from '@salesforce/label/c.Delivery_Detail_Price';
import provider from '@salesforce/label/c.Delivery_Detail_Provider';
import providerStatus from '@salesforce/label/c.Delivery_Detail_Provider_Status';
import location from '@salesforce/label/c.Delivery_Detail_Location';
import purpose from '@salesforce/label/c.Delivery_Detail_Purpose';
import read from '@salesforce/label/c.Delivery_Stage_Read';
import recipient from '@salesforce/label/c.Delivery_Detail_Recipient';
import replied from '@salesforce/label/c.Delivery_Stage_Replied';
import segments from '@salesforce/label/c.Delivery_Detail_Segments';
import sender from '@salesforce/label/c.Delivery_Detail_Sender';
import senderType from '@salesforce/label/c.Delivery_Detail_Sender_Type';
import validUntil from '@salesforce/label/c.Delivery_Detail_Valid_Until';

export const LABELS = {
    byCarrier,
    byDoubt,
    byHandset,
    byNobody,
    byPlatform,
    carrier,
    classConfiguration,
    classOptedOut,
    classPermanent,
    classSpamFiltered,
    classTemporary,
    classUnknown,
    clicked,
    confidence,
    country,
    doubtfulCode,
    errorCode,
    failureClass,
    fallback,
    fallbackArmed,
    fallbackDue,
    fallbackFailed,
    fallbackSent,
    fallbackPostponed,
    fallbackSkipped,
    fallbackTask,
    gone,
    hiddenBoth,
    hiddenHistory,
    hiddenNumbers,
    history,
    historyCode,
    historyCut,
    historyMeans,
    historyRaw,
    historyReceived,
    historyTime,
    historyUnlisted,
    late,
    loading,
    messageKey,
    optedOut,
    price,
    provider,
    providerStatus,
    location,
    purpose,
    read,
    recipient,
    replied,
    segments,
    sender,
    senderType,
    validUntil,
};
