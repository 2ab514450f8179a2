import allChannels from '@salesforce/label/c.Delivery_Timeline_All_Channels';
import allStatuses from '@salesforce/label/c.Delivery_Timeline_All_Statuses';
import anyTime from '@salesforce/label/c.Delivery_Timeline_Any_Time';
import channel from '@salesforce/label/c.Delivery_Timeline_Channel';
import custom from '@salesforce/label/c.Delivery_Timeline_Custom_Dates';
import delivered from '@salesforce/label/c.Delivery_Timeline_Group_Delivered';
import failed from '@salesforce/label/c.Delivery_Timeline_Group_Failed';
import filters from '@salesforce/label/c.Delivery_Timeline_Filters';
import from from '@salesforce/label/c.Delivery_Timeline_From';
import last30 from '@salesforce/label/c.Delivery_Timeline_Last_30_Days';
import last7 from '@salesforce/label/c.Delivery_Timeline_Last_7_Days';
import last90 from '@salesforce/label/c.Delivery_Timeline_Last_90_Days';
import onlyFailed from '@salesforce/label/c.Delivery_Timeline_Only_Failed';
import period from '@salesforce/label/c.Delivery_Timeline_Period';
import status from '@salesforce/label/c.Delivery_Timeline_Status';
import to from '@salesforce/label/c.Delivery_Timeline_To';
import unclear from '@salesforce/label/c.Delivery_Timeline_Group_Unclear';
import waiting from '@salesforce/label/c.Delivery_Timeline_Group_Waiting';

export const LABELS = {
    allChannels,
    allStatuses,
    anyTime,
    channel,
    custom,
    delivered,
    failed,
    filters,
    from,
    last30,
    last7,
    last90,
    onlyFailed,
    period,
    status,
    to,
    unclear,
    waiting,
};
