import byChannel from '@salesforce/label/c.Campaign_Return_By_Channel';
import byProvider from '@salesforce/label/c.Campaign_Return_By_Provider';
import cut from '@salesforce/label/c.Campaign_Return_Cut';
import empty from '@salesforce/label/c.Campaign_Return_Empty';
import gain from '@salesforce/label/c.Campaign_Return_Gain';
import meaning from '@salesforce/label/c.Campaign_Return_Meaning';
import noPrices from '@salesforce/label/c.Campaign_No_Prices';
import notKnown from '@salesforce/label/c.Campaign_Not_Known';
import opportunities from '@salesforce/label/c.Campaign_Return_Opportunities';
import otherCurrency from '@salesforce/label/c.Campaign_Return_Other_Currency';
import rest from '@salesforce/label/c.Campaign_Return_Rest';
import title from '@salesforce/label/c.Campaign_Return_Title';
import total from '@salesforce/label/c.Campaign_Return_Total';
import won from '@salesforce/label/c.Campaign_Return_Won';

export const LABELS = {
    byChannel,
    byProvider,
    cut,
    empty,
    gain,
    meaning,
    noPrices,
    notKnown,
    opportunities,
    otherCurrency,
    rest,
    title,
    total,
    won,
};
