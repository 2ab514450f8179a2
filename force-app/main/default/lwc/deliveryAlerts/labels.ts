import acknowledge from '@salesforce/label/c.Alert_Acknowledge';
import advice from '@salesforce/label/c.Alert_Advice';
import all from '@salesforce/label/c.Alert_All';
import assign from '@salesforce/label/c.Alert_Assign';
import filters from '@salesforce/label/c.Alert_Filters';
import findUser from '@salesforce/label/c.Alert_Find_User';
import found from '@salesforce/label/c.Alert_Found';
import loading from '@salesforce/label/c.Delivery_Loading';
import newOwner from '@salesforce/label/c.Alert_New_Owner';
import none from '@salesforce/label/c.Alert_None';
import noneFound from '@salesforce/label/c.Alert_None_Found';
import notChanged from '@salesforce/label/c.Alert_Not_Changed';
import observedAgainst from '@salesforce/label/c.Alert_Observed_Against';
import open from '@salesforce/label/c.Alert_Open';
import openCampaign from '@salesforce/label/c.Alert_Open_Campaign';
import owner from '@salesforce/label/c.Alert_Owner';
import refresh from '@salesforce/label/c.Delivery_Refresh';
import resolve from '@salesforce/label/c.Alert_Resolve';
import severity from '@salesforce/label/c.Alert_Severity';
import severityHigh from '@salesforce/label/c.Alert_Severity_High';
import severityLow from '@salesforce/label/c.Alert_Severity_Low';
import severityMedium from '@salesforce/label/c.Alert_Severity_Medium';
import stale from '@salesforce/label/c.Delivery_Could_Not_Update';
import state from '@salesforce/label/c.Alert_State';
import statusAcknowledged from '@salesforce/label/c.Alert_Status_Acknowledged';
import statusNew from '@salesforce/label/c.Alert_Status_New';
import statusResolved from '@salesforce/label/c.Alert_Status_Resolved';
import title from '@salesforce/label/c.Alert_Title';
import unknownOwner from '@salesforce/label/c.Alert_Unknown_Owner';

export const LABELS = {
    acknowledge,
    advice,
    all,
    assign,
    filters,
    findUser,
    found,
    loading,
    newOwner,
    none,
    noneFound,
    notChanged,
    observedAgainst,
    open,
    openCampaign,
    owner,
    refresh,
    resolve,
    severity,
    severityHigh,
    severityLow,
    severityMedium,
    stale,
    state,
    statusAcknowledged,
    statusNew,
    statusResolved,
    title,
    unknownOwner,
};

export const STATUS_NAMES: Readonly<Record<string, string>> = {
    New: statusNew,
    Acknowledged: statusAcknowledged,
    Resolved: statusResolved,
};
export const SEVERITY_NAMES: Readonly<Record<string, string>> = {
    High: severityHigh,
    Medium: severityMedium,
    Low: severityLow,
};
