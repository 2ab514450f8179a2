import ADVICE_CONFIGURATION from '@salesforce/label/c.Campaign_Advice_Configuration';
import ADVICE_OPTED_OUT from '@salesforce/label/c.Campaign_Advice_Opted_Out';
import ADVICE_PERMANENT from '@salesforce/label/c.Campaign_Advice_Permanent';
import ADVICE_SPAM_FILTERED from '@salesforce/label/c.Campaign_Advice_Spam_Filtered';
import ADVICE_TEMPORARY from '@salesforce/label/c.Campaign_Advice_Temporary';
import ADVICE_UNKNOWN from '@salesforce/label/c.Campaign_Advice_Unknown';
import CLASS_CONFIGURATION from '@salesforce/label/c.Campaign_Class_Configuration';
import CLASS_OPTED_OUT from '@salesforce/label/c.Campaign_Class_Opted_Out';
import CLASS_PERMANENT from '@salesforce/label/c.Campaign_Class_Permanent';
import CLASS_SPAM_FILTERED from '@salesforce/label/c.Campaign_Class_Spam_Filtered';
import CLASS_TEMPORARY from '@salesforce/label/c.Campaign_Class_Temporary';
import CLASS_UNKNOWN from '@salesforce/label/c.Campaign_Class_Unknown';
import FINDING_INFRASTRUCTURE from '@salesforce/label/c.Campaign_Finding_Infrastructure';
import FINDING_INFRASTRUCTURE_TITLE from '@salesforce/label/c.Campaign_Finding_Infrastructure_Title';
import FINDING_MESSAGE from '@salesforce/label/c.Campaign_Finding_Message';
import FINDING_MESSAGE_TITLE from '@salesforce/label/c.Campaign_Finding_Message_Title';
import FINDING_WAITING from '@salesforce/label/c.Campaign_Finding_Waiting';
import FINDING_WAITING_TITLE from '@salesforce/label/c.Campaign_Finding_Waiting_Title';
import SORT_FAILED from '@salesforce/label/c.Campaign_Sort_Failed';
import SORT_MESSAGES from '@salesforce/label/c.Campaign_Sort_Messages';
import SORT_RATE from '@salesforce/label/c.Campaign_Sort_Rate';
import VERDICT_FLAGGED from '@salesforce/label/c.Campaign_Verdict_Flagged';
import VERDICT_GOOD from '@salesforce/label/c.Campaign_Verdict_Good';
import VERDICT_WATCH from '@salesforce/label/c.Campaign_Verdict_Watch';
import acceptedOnly from '@salesforce/label/c.Campaign_Accepted_Only';
import allMessages from '@salesforce/label/c.Campaign_All_Messages';
import average from '@salesforce/label/c.Campaign_Average';
import belowAverage from '@salesforce/label/c.Campaign_Below_Average';
import betterRoute from '@salesforce/label/c.Campaign_Better_Route';
import byCampaign from '@salesforce/label/c.Campaign_By_Campaign';
import byCarrier from '@salesforce/label/c.Campaign_By_Carrier';
import byChannel from '@salesforce/label/c.Campaign_By_Channel';
import byCountry from '@salesforce/label/c.Campaign_By_Country';
import byLocation from '@salesforce/label/c.Campaign_By_Location';
import byObjectType from '@salesforce/label/c.Campaign_By_Object_Type';
import byProvider from '@salesforce/label/c.Campaign_By_Provider';
import byRoute from '@salesforce/label/c.Campaign_By_Route';
import bySenderType from '@salesforce/label/c.Campaign_By_Sender_Type';
import campaignTrends from '@salesforce/label/c.Campaign_Campaign_Trends';
import campaignTrendsHelp from '@salesforce/label/c.Campaign_Campaign_Trends_Help';
import carrierWord from '@salesforce/label/c.Campaign_Carrier_Word';
import classes from '@salesforce/label/c.Campaign_Classes';
import classesHelp from '@salesforce/label/c.Campaign_Classes_Help';
import cleanList from '@salesforce/label/c.Campaign_Clean_List';
import codes from '@salesforce/label/c.Campaign_Codes';
import codesHelp from '@salesforce/label/c.Campaign_Codes_Help';
import cost from '@salesforce/label/c.Campaign_Cost';
import costHelp from '@salesforce/label/c.Campaign_Cost_Help';
import costInAll from '@salesforce/label/c.Campaign_Cost_In_All';
import costSum from '@salesforce/label/c.Campaign_Cost_Sum';
import countryHelp from '@salesforce/label/c.Campaign_Country_Help';
import credited from '@salesforce/label/c.Campaign_Credited';
import currency from '@salesforce/label/c.Campaign_Currency';
import cut from '@salesforce/label/c.Campaign_Cut';
import day from '@salesforce/label/c.Campaign_Day';
import dayInWords from '@salesforce/label/c.Campaign_Day_In_Words';
import dayWithout from '@salesforce/label/c.Campaign_Day_Without';
import delivered from '@salesforce/label/c.Campaign_Delivered';
import deliveredHelp from '@salesforce/label/c.Campaign_Delivered_Help';
import eachSegment from '@salesforce/label/c.Campaign_Each_Segment';
import emptyDays from '@salesforce/label/c.Campaign_Empty_Days';
import emptyFilters from '@salesforce/label/c.Campaign_Empty_Filters';
import engaged from '@salesforce/label/c.Campaign_Engaged';
import engagedAndCredited from '@salesforce/label/c.Campaign_Engaged_And_Credited';
import engagedHelp from '@salesforce/label/c.Campaign_Engaged_Help';
import errorCode from '@salesforce/label/c.Campaign_Error_Code';
import exportFigures from '@salesforce/label/c.Campaign_Export_Figures';
import failed from '@salesforce/label/c.Campaign_Failed';
import failedHelp from '@salesforce/label/c.Campaign_Failed_Help';
import failureClass from '@salesforce/label/c.Campaign_Failure_Class';
import fates from '@salesforce/label/c.Campaign_Fates';
import fatesHelp from '@salesforce/label/c.Campaign_Fates_Help';
import fileName from '@salesforce/label/c.Campaign_Figures_File';
import funnel from '@salesforce/label/c.Campaign_Funnel';
import funnelHelp from '@salesforce/label/c.Campaign_Funnel_Help';
import heat from '@salesforce/label/c.Campaign_Heat';
import hourInWords from '@salesforce/label/c.Campaign_Hour_In_Words';
import kindFinal from '@salesforce/label/c.Campaign_Kind_Final';
import kindIntermediate from '@salesforce/label/c.Campaign_Kind_Intermediate';
import kinds from '@salesforce/label/c.Campaign_Kinds';
import kindsHelp from '@salesforce/label/c.Campaign_Kinds_Help';
import leastTrusted from '@salesforce/label/c.Campaign_Least_Trusted';
import lineLegend from '@salesforce/label/c.Campaign_Line_Legend';
import loading from '@salesforce/label/c.Delivery_Loading';
import loadingMore from '@salesforce/label/c.Campaign_Loading_More';
import loss from '@salesforce/label/c.Campaign_Loss';
import lossHelp from '@salesforce/label/c.Campaign_Loss_Help';
import median from '@salesforce/label/c.Campaign_Median';
import medianHelp from '@salesforce/label/c.Campaign_Median_Help';
import messages from '@salesforce/label/c.Campaign_Messages';
import messagesHelp from '@salesforce/label/c.Campaign_Messages_Help';
import name from '@salesforce/label/c.Campaign_Name';
import noCampaign from '@salesforce/label/c.Campaign_No_Campaign';
import noCode from '@salesforce/label/c.Campaign_No_Code';
import noFigure from '@salesforce/label/c.Campaign_No_Figure';
import noPrices from '@salesforce/label/c.Campaign_No_Prices';
import notKnown from '@salesforce/label/c.Campaign_Not_Known';
import ofCost from '@salesforce/label/c.Campaign_Of_Cost';
import ofCostAndSegments from '@salesforce/label/c.Campaign_Of_Cost_And_Segments';
import ofDelivered from '@salesforce/label/c.Campaign_Of_Delivered';
import ofFailures from '@salesforce/label/c.Campaign_Of_Failures';
import ofMessages from '@salesforce/label/c.Campaign_Of_Messages';
import ofSent from '@salesforce/label/c.Campaign_Of_Sent';
import ofUnknownFate from '@salesforce/label/c.Campaign_Of_Unknown_Fate';
import optedOut from '@salesforce/label/c.Campaign_Opted_Out';
import optedOutHelp from '@salesforce/label/c.Campaign_Opted_Out_Help';
import otherCodes from '@salesforce/label/c.Campaign_Other_Codes';
import otherLocations from '@salesforce/label/c.Campaign_Other_Locations';
import perDelivery from '@salesforce/label/c.Campaign_Per_Delivery';
import perDeliveryAndReaction from '@salesforce/label/c.Campaign_Per_Delivery_And_Reaction';
import rate from '@salesforce/label/c.Campaign_Rate';
import rateHelp from '@salesforce/label/c.Campaign_Rate_Help';
import rateOfSent from '@salesforce/label/c.Campaign_Rate_Of_Sent';
import refresh from '@salesforce/label/c.Delivery_Refresh';
import routeHelp from '@salesforce/label/c.Campaign_Route_Help';
import section from '@salesforce/label/c.Campaign_Section';
import segments from '@salesforce/label/c.Campaign_Segments';
import segmentsHelp from '@salesforce/label/c.Campaign_Segments_Help';
import sent from '@salesforce/label/c.Campaign_Sent';
import sentAndFailed from '@salesforce/label/c.Campaign_Sent_And_Failed';
import sentHelp from '@salesforce/label/c.Campaign_Sent_Help';
import slowest from '@salesforce/label/c.Campaign_Slowest';
import sortBy from '@salesforce/label/c.Campaign_Sort_By';
import stale from '@salesforce/label/c.Delivery_Could_Not_Update';
import step from '@salesforce/label/c.Campaign_Step';
import stillOpen from '@salesforce/label/c.Campaign_Still_Open';
import times from '@salesforce/label/c.Campaign_Times';
import title from '@salesforce/label/c.Campaign_Title';
import titleOfAll from '@salesforce/label/c.Campaign_Title_All';
import trend from '@salesforce/label/c.Campaign_Trend';
import trendLine from '@salesforce/label/c.Campaign_Trend_Line';
import trusted from '@salesforce/label/c.Campaign_Trusted';
import unknownFate from '@salesforce/label/c.Campaign_Unknown_Fate';
import unknownRate from '@salesforce/label/c.Campaign_Unknown_Rate';
import updated from '@salesforce/label/c.Delivery_Updated';
import utc from '@salesforce/label/c.Campaign_Utc';
import withinMost from '@salesforce/label/c.Campaign_Within_Most';
import type { Finding, Verdict } from 'c/deliveryFigures';
import type { Sort } from './sections';

export const LABELS = {
    acceptedOnly,
    allMessages,
    average,
    belowAverage,
    betterRoute,
    byCampaign,
    byCarrier,
    byChannel,
    byCountry,
    byLocation,
    byObjectType,
    byProvider,
    byRoute,
    bySenderType,
    campaignTrends,
    campaignTrendsHelp,
    carrierWord,
    classes,
    classesHelp,
    cleanList,
    codes,
    codesHelp,
    cost,
    costHelp,
    costInAll,
    costSum,
    countryHelp,
    credited,
    currency,
    cut,
    day,
    dayInWords,
    dayWithout,
    delivered,
    deliveredHelp,
    eachSegment,
    emptyDays,
    emptyFilters,
    engaged,
    engagedAndCredited,
    engagedHelp,
    errorCode,
    exportFigures,
    failed,
    failedHelp,
    failureClass,
    fates,
    fatesHelp,
    fileName,
    funnel,
    funnelHelp,
    heat,
    hourInWords,
    kindFinal,
    kindIntermediate,
    kinds,
    kindsHelp,
    leastTrusted,
    lineLegend,
    loading,
    loadingMore,
    loss,
    lossHelp,
    median,
    medianHelp,
    messages,
    messagesHelp,
    name,
    noCampaign,
    noCode,
    noFigure,
    noPrices,
    notKnown,
    ofCost,
    ofCostAndSegments,
    ofDelivered,
    ofFailures,
    ofMessages,
    ofSent,
    ofUnknownFate,
    optedOut,
    optedOutHelp,
    otherCodes,
    otherLocations,
    perDelivery,
    perDeliveryAndReaction,
    rate,
    rateHelp,
    rateOfSent,
    refresh,
    routeHelp,
    section,
    segments,
    segmentsHelp,
    sent,
    sentAndFailed,
    sentHelp,
    slowest,
    sortBy,
    stale,
    step,
    stillOpen,
    times,
    title,
    titleOfAll,
    trend,
    trendLine,
    trusted,
    unknownFate,
    unknownRate,
    updated,
    utc,
    withinMost,
};

export const SORT_LABELS: Readonly<Record<Sort, string>> = {
    messages: SORT_MESSAGES,
    rate: SORT_RATE,
    failed: SORT_FAILED,
};

export const VERDICTS: Readonly<Record<Verdict, string>> = {
    good: VERDICT_GOOD,
    watch: VERDICT_WATCH,
    flagged: VERDICT_FLAGGED,
    none: '',
};

interface FindingText {
    readonly title: string;
    readonly text: string;
    readonly icon: string;
}

export const FINDINGS: Readonly<Record<Finding, FindingText | undefined>> = {
    infrastructure: {
        title: FINDING_INFRASTRUCTURE_TITLE,
        text: FINDING_INFRASTRUCTURE,
        icon: 'utility:warning',
    },
    message: { title: FINDING_MESSAGE_TITLE, text: FINDING_MESSAGE, icon: 'utility:info' },
    waiting: { title: FINDING_WAITING_TITLE, text: FINDING_WAITING, icon: 'utility:clock' },
    none: undefined,
};

/** By failure class as the data has it. */
export const CLASSES: Readonly<Record<string, string>> = {
    Permanent: CLASS_PERMANENT,
    Temporary: CLASS_TEMPORARY,
    'Spam Filtered': CLASS_SPAM_FILTERED,
    'Opted Out': CLASS_OPTED_OUT,
    Configuration: CLASS_CONFIGURATION,
    Unknown: CLASS_UNKNOWN,
};

/** What a campaign can do about that class; c/failureReason says what to do about one message. */
export const ADVICE: Readonly<Record<string, string>> = {
    Permanent: ADVICE_PERMANENT,
    Temporary: ADVICE_TEMPORARY,
    'Spam Filtered': ADVICE_SPAM_FILTERED,
    'Opted Out': ADVICE_OPTED_OUT,
    Configuration: ADVICE_CONFIGURATION,
    Unknown: ADVICE_UNKNOWN,
};
