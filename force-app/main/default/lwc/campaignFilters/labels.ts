import all from '@salesforce/label/c.Campaign_Filter_All';
import allCampaigns from '@salesforce/label/c.Campaign_Filter_All_Campaigns';
import campaign from '@salesforce/label/c.Campaign_Campaign';
import channel from '@salesforce/label/c.Campaign_Channel';
import country from '@salesforce/label/c.Campaign_Country';
import custom from '@salesforce/label/c.Campaign_Days_Custom';
import days from '@salesforce/label/c.Campaign_Days';
import filters from '@salesforce/label/c.Campaign_Filters';
import from from '@salesforce/label/c.Campaign_Days_From';
import month from '@salesforce/label/c.Campaign_Days_30';
import notKnown from '@salesforce/label/c.Campaign_Not_Known';
import objectType from '@salesforce/label/c.Campaign_Object_Type';
import provider from '@salesforce/label/c.Campaign_Provider';
import to from '@salesforce/label/c.Campaign_Days_To';
import today from '@salesforce/label/c.Campaign_Days_Today';
import week from '@salesforce/label/c.Campaign_Days_7';
import type { Preset } from 'c/dashboardScope';

export const LABELS = {
    all,
    allCampaigns,
    campaign,
    channel,
    country,
    days,
    filters,
    from,
    notKnown,
    objectType,
    provider,
    to,
};

export const PRESET_LABELS: Readonly<Record<Preset, string>> = { today, '7': week, '30': month, custom };
