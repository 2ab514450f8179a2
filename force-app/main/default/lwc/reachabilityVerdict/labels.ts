import callInstead from '@salesforce/label/c.Delivery_Next_Call';
import checkNumber from '@salesforce/label/c.Delivery_Next_Check_Number';
import complained from '@salesforce/label/c.Delivery_Reason_Complained';
import emailInstead from '@salesforce/label/c.Delivery_Next_Email';
import failedRepeatedly from '@salesforce/label/c.Delivery_Reason_Failed_Repeatedly';
import lastDelivered from '@salesforce/label/c.Delivery_Reason_Delivered';
import needsReview from '@salesforce/label/c.Delivery_Headline_Needs_Review';
import noNumber from '@salesforce/label/c.Delivery_Headline_No_Number';
import notConfirmedYet from '@salesforce/label/c.Delivery_Reason_Not_Confirmed_Yet';
import nothingSent from '@salesforce/label/c.Delivery_Reason_Nothing_Sent';
import numberLetters from '@salesforce/label/c.Delivery_Reason_Number_Letters';
import numberLong from '@salesforce/label/c.Delivery_Reason_Number_Long';
import numberShort from '@salesforce/label/c.Delivery_Reason_Number_Short';
import numberUnclear from '@salesforce/label/c.Delivery_Reason_Number_Unclear';
import addNumber from '@salesforce/label/c.Delivery_Next_Add_Number';
import anotherWay from '@salesforce/label/c.Delivery_Next_Another_Way';
import optedOut from '@salesforce/label/c.Delivery_Reason_Opted_Out';
import permanent from '@salesforce/label/c.Delivery_Reason_Permanent';
import reachable from '@salesforce/label/c.Delivery_Headline_Reachable';
import sendAsUsual from '@salesforce/label/c.Delivery_Next_Send';
import stoppedByHand from '@salesforce/label/c.Delivery_Reason_Stopped_By_Hand';
import suppressed from '@salesforce/label/c.Delivery_Headline_Suppressed';
import unknown from '@salesforce/label/c.Delivery_Headline_Unknown';
import unreachable from '@salesforce/label/c.Delivery_Headline_Unreachable';

export const LABELS = {
    addNumber,
    anotherWay,
    callInstead,
    checkNumber,
    complained,
    emailInstead,
    failedRepeatedly,
    lastDelivered,
    needsReview,
    noNumber,
    notConfirmedYet,
    nothingSent,
    numberLetters,
    numberLong,
    numberShort,
    numberUnclear,
    optedOut,
    permanent,
    reachable,
    sendAsUsual,
    stoppedByHand,
    suppressed,
    unknown,
    unreachable,
};
