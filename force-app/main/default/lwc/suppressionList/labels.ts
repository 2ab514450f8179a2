import add from '@salesforce/label/c.Suppression_Add';
import address from '@salesforce/label/c.Suppression_Address';
import any from '@salesforce/label/c.Suppression_Any';
import channel from '@salesforce/label/c.Suppression_Channel';
import deliveredAgain from '@salesforce/label/c.Suppression_Delivered_Again';
import endedByCorrection from '@salesforce/label/c.Suppression_Ended_Correction';
import endedByOptIn from '@salesforce/label/c.Suppression_Ended_Opt_In';
import evidence from '@salesforce/label/c.Suppression_Evidence';
import evidenceOf from '@salesforce/label/c.Suppression_Evidence_Of';
import expired from '@salesforce/label/c.Suppression_Expired';
import expires from '@salesforce/label/c.Suppression_Expires';
import exportCsv from '@salesforce/label/c.Suppression_Export';
import exported from '@salesforce/label/c.Suppression_Exported';
import found from '@salesforce/label/c.Suppression_Found';
import importList from '@salesforce/label/c.Suppression_Import';
import inForce from '@salesforce/label/c.Suppression_In_Force';
import lift from '@salesforce/label/c.Suppression_Lift';
import liftOf from '@salesforce/label/c.Suppression_Lift_Of';
import lifted from '@salesforce/label/c.Suppression_Lifted';
import liftedOn from '@salesforce/label/c.Suppression_Lifted_On';
import loading from '@salesforce/label/c.Delivery_Loading';
import next from '@salesforce/label/c.Suppression_Next';
import none from '@salesforce/label/c.Suppression_None';
import noneFound from '@salesforce/label/c.Suppression_None_Found';
import note from '@salesforce/label/c.Suppression_Note';
import optedInOn from '@salesforce/label/c.Suppression_Opted_In_On';
import page from '@salesforce/label/c.Suppression_Page';
import pages from '@salesforce/label/c.Suppression_Pages';
import placeholder from '@salesforce/label/c.Suppression_Placeholder';
import previous from '@salesforce/label/c.Suppression_Previous';
import readOnly from '@salesforce/label/c.Suppression_Read_Only';
import reason from '@salesforce/label/c.Suppression_Reason';
import reasonComplaint from '@salesforce/label/c.Suppression_Reason_Complaint';
import reasonManual from '@salesforce/label/c.Suppression_Reason_Manual';
import reasonOptOut from '@salesforce/label/c.Suppression_Reason_Opt_Out';
import reasonPermanent from '@salesforce/label/c.Suppression_Reason_Permanent';
import refresh from '@salesforce/label/c.Delivery_Refresh';
import search from '@salesforce/label/c.Suppression_Search';
import since from '@salesforce/label/c.Suppression_Since';
import stale from '@salesforce/label/c.Delivery_Could_Not_Update';
import state from '@salesforce/label/c.Suppression_State';
import stateActive from '@salesforce/label/c.Suppression_State_Active';
import stateAll from '@salesforce/label/c.Suppression_State_All';
import stateEnded from '@salesforce/label/c.Suppression_State_Ended';
import stateExpiring from '@salesforce/label/c.Suppression_State_Expiring';
import title from '@salesforce/label/c.Suppression_Title';
import whyComplaint from '@salesforce/label/c.Suppression_Why_Complaint';
import whyManual from '@salesforce/label/c.Suppression_Why_Manual';
import whyOptOut from '@salesforce/label/c.Suppression_Why_Opt_Out';

export const LABELS = {
    add,
    address,
    any,
    channel,
    deliveredAgain,
    endedByCorrection,
    endedByOptIn,
    evidence,
    evidenceOf,
    expired,
    expires,
    exportCsv,
    exported,
    found,
    importList,
    inForce,
    lift,
    liftOf,
    lifted,
    liftedOn,
    loading,
    next,
    none,
    noneFound,
    note,
    optedInOn,
    page,
    pages,
    placeholder,
    previous,
    readOnly,
    reason,
    reasonComplaint,
    reasonManual,
    reasonOptOut,
    reasonPermanent,
    refresh,
    search,
    since,
    stale,
    state,
    stateActive,
    stateAll,
    stateEnded,
    stateExpiring,
    title,
    whyComplaint,
    whyManual,
    whyOptOut,
};

export const STATE_NAMES = { active: stateActive, expiring: stateExpiring, ended: stateEnded, all: stateAll };
export const REASON_NAMES = {
    'Permanent Failure': reasonPermanent,
    'Opt Out': reasonOptOut,
    Manual: reasonManual,
    Complaint: reasonComplaint,
};
