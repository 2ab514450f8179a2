import clear from '@salesforce/label/c.Delivery_Timeline_Clear_Filters';
import empty from '@salesforce/label/c.Delivery_Timeline_Empty';
import emptyHint from '@salesforce/label/c.Delivery_Timeline_Empty_Hint';
import end from '@salesforce/label/c.Delivery_Timeline_End';
import hiddenNumbers from '@salesforce/label/c.Delivery_Hidden_Numbers';
import loadedMore from '@salesforce/label/c.Delivery_Timeline_Loaded_More';
import loading from '@salesforce/label/c.Delivery_Timeline_Loading';
import loadMore from '@salesforce/label/c.Delivery_Timeline_Load_More';
import newMessage from '@salesforce/label/c.Delivery_Timeline_New_Message';
import newMessages from '@salesforce/label/c.Delivery_Timeline_New_Messages';
import noContact from '@salesforce/label/c.Delivery_Timeline_No_Contact';
import noMatch from '@salesforce/label/c.Delivery_Timeline_No_Match';
import refresh from '@salesforce/label/c.Delivery_Refresh';
import stale from '@salesforce/label/c.Delivery_Could_Not_Update';
import title from '@salesforce/label/c.Delivery_Timeline_Title';
import today from '@salesforce/label/c.Delivery_Timeline_Today';
import updated from '@salesforce/label/c.Delivery_Updated';
import yesterday from '@salesforce/label/c.Delivery_Timeline_Yesterday';

export const LABELS = {
    clear,
    empty,
    emptyHint,
    end,
    hiddenNumbers,
    loadedMore,
    loading,
    loadMore,
    newMessage,
    newMessages,
    noContact,
    noMatch,
    refresh,
    stale,
    title,
    today,
    updated,
    yesterday,
};
