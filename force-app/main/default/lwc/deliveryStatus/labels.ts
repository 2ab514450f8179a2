import caseWithoutContact from '@salesforce/label/c.Delivery_Case_Without_Contact';
import empty from '@salesforce/label/c.Delivery_Person_Not_Found';
import failures from '@salesforce/label/c.Delivery_Fact_Failures';
import lastDelivered from '@salesforce/label/c.Delivery_Fact_Last_Delivered';
import loading from '@salesforce/label/c.Delivery_Loading';
import never from '@salesforce/label/c.Delivery_Never';
import no from '@salesforce/label/c.Delivery_No';
import number from '@salesforce/label/c.Delivery_Fact_Number';
import optedOut from '@salesforce/label/c.Delivery_Fact_Opted_Out';
import preferred from '@salesforce/label/c.Delivery_Fact_Preferred_Channel';
import refresh from '@salesforce/label/c.Delivery_Refresh';
import stale from '@salesforce/label/c.Delivery_Could_Not_Update';
import suppressed from '@salesforce/label/c.Delivery_Fact_Suppressed';
import title from '@salesforce/label/c.Delivery_Title';
import updated from '@salesforce/label/c.Delivery_Updated';
import yes from '@salesforce/label/c.Delivery_Yes';

export const LABELS = {
    caseWithoutContact,
    empty,
    failures,
    lastDelivered,
    loading,
    never,
    no,
    number,
    optedOut,
    preferred,
    refresh,
    stale,
    suppressed,
    title,
    updated,
    yes,
};
