import allowed from '@salesforce/label/c.Setup_Allowed';
import api from '@salesforce/label/c.Setup_Api';
import apiFix from '@salesforce/label/c.Setup_Api_Fix';
import automations from '@salesforce/label/c.Setup_Automations';
import automationsFix from '@salesforce/label/c.Setup_Automations_Fix';
import automationsOff from '@salesforce/label/c.Setup_Automations_Off';
import automationsOn from '@salesforce/label/c.Setup_Automations_On';
import backlog from '@salesforce/label/c.Setup_Backlog';
import backlogDetail from '@salesforce/label/c.Setup_Backlog_Detail';
import backlogFix from '@salesforce/label/c.Setup_Backlog_Fix';
import bad from '@salesforce/label/c.Setup_Bad';
import budget from '@salesforce/label/c.Setup_Budget';
import byHand from '@salesforce/label/c.Setup_By_Hand';
import byHandEmail from '@salesforce/label/c.Setup_By_Hand_Email';
import byHandHint from '@salesforce/label/c.Setup_By_Hand_Hint';
import byHandPackage from '@salesforce/label/c.Setup_By_Hand_Package';
import byHandPolicies from '@salesforce/label/c.Setup_By_Hand_Policies';
import codes from '@salesforce/label/c.Setup_Codes';
import codesHint from '@salesforce/label/c.Setup_Codes_Hint';
import dead from '@salesforce/label/c.Setup_Dead';
import deadFix from '@salesforce/label/c.Setup_Dead_Fix';
import degraded from '@salesforce/label/c.Setup_Degraded';
import degradedFix from '@salesforce/label/c.Setup_Degraded_Fix';
import events from '@salesforce/label/c.Setup_Events';
import eventsFix from '@salesforce/label/c.Setup_Events_Fix';
import fix from '@salesforce/label/c.Setup_Fix';
import good from '@salesforce/label/c.Setup_Good';
import lastSeen from '@salesforce/label/c.Setup_Last_Seen';
import lastWebhook from '@salesforce/label/c.Setup_Last_Webhook';
import latency from '@salesforce/label/c.Setup_Latency';
import latencyDetail from '@salesforce/label/c.Setup_Latency_Detail';
import latencyFix from '@salesforce/label/c.Setup_Latency_Fix';
import liftSuppressions from '@salesforce/label/c.Setup_Lift_Suppressions';
import loading from '@salesforce/label/c.Delivery_Loading';
import noCodes from '@salesforce/label/c.Setup_No_Codes';
import noRelay from '@salesforce/label/c.Setup_No_Relay';
import noRelayFix from '@salesforce/label/c.Setup_No_Relay_Fix';
import noSources from '@salesforce/label/c.Setup_No_Sources';
import notAllowed from '@salesforce/label/c.Setup_Not_Allowed';
import notMeasured from '@salesforce/label/c.Setup_Not_Measured';
import policies from '@salesforce/label/c.Setup_Policies';
import policiesHint from '@salesforce/label/c.Setup_Policies_Hint';
import policyDefault from '@salesforce/label/c.Setup_Policy_Default';
import policyEmail from '@salesforce/label/c.Setup_Policy_Email';
import policyEvidence from '@salesforce/label/c.Setup_Policy_Evidence';
import policyFallback from '@salesforce/label/c.Setup_Policy_Fallback';
import policyNoQuiet from '@salesforce/label/c.Setup_Policy_No_Quiet';
import policyPending from '@salesforce/label/c.Setup_Policy_Pending';
import policyQuiet from '@salesforce/label/c.Setup_Policy_Quiet';
import policyReview from '@salesforce/label/c.Setup_Policy_Review';
import policyUndelivered from '@salesforce/label/c.Setup_Policy_Undelivered';
import policyVoice from '@salesforce/label/c.Setup_Policy_Voice';
import refresh from '@salesforce/label/c.Delivery_Refresh';
import receipts from '@salesforce/label/c.Setup_Receipts';
import receiptsDetail from '@salesforce/label/c.Setup_Receipts_Detail';
import relay from '@salesforce/label/c.Setup_Relay';
import rightsFix from '@salesforce/label/c.Setup_Rights_Fix';
import running from '@salesforce/label/c.Setup_Running';
import seeMessages from '@salesforce/label/c.Setup_See_Messages';
import silent from '@salesforce/label/c.Setup_Silent';
import silentFix from '@salesforce/label/c.Setup_Silent_Fix';
import sourceHeard from '@salesforce/label/c.Setup_Source_Heard';
import sourceNew from '@salesforce/label/c.Setup_Source_New';
import sourceSilent from '@salesforce/label/c.Setup_Source_Silent';
import sources from '@salesforce/label/c.Setup_Sources';
import sourcesHint from '@salesforce/label/c.Setup_Sources_Hint';
import stale from '@salesforce/label/c.Delivery_Could_Not_Update';
import stopped from '@salesforce/label/c.Setup_Stopped';
import stoppedFix from '@salesforce/label/c.Setup_Stopped_Fix';
import takeAlerts from '@salesforce/label/c.Setup_Take_Alerts';
import title from '@salesforce/label/c.Setup_Title';
import warn from '@salesforce/label/c.Setup_Warn';

export const LABELS = {
    allowed,
    api,
    apiFix,
    automations,
    automationsFix,
    automationsOff,
    automationsOn,
    backlog,
    backlogDetail,
    backlogFix,
    bad,
    budget,
    byHand,
    byHandEmail,
    byHandHint,
    byHandPackage,
    byHandPolicies,
    codes,
    codesHint,
    dead,
    deadFix,
    degraded,
    degradedFix,
    events,
    eventsFix,
    fix,
    good,
    lastSeen,
    lastWebhook,
    latency,
    latencyDetail,
    latencyFix,
    liftSuppressions,
    loading,
    noCodes,
    noRelay,
    noRelayFix,
    noSources,
    notAllowed,
    notMeasured,
    policies,
    policiesHint,
    policyDefault,
    policyEmail,
    policyEvidence,
    policyFallback,
    policyNoQuiet,
    policyPending,
    policyQuiet,
    policyReview,
    policyUndelivered,
    policyVoice,
    refresh,
    receipts,
    receiptsDetail,
    relay,
    rightsFix,
    running,
    seeMessages,
    silent,
    silentFix,
    sourceHeard,
    sourceNew,
    sourceSilent,
    sources,
    sourcesHint,
    stale,
    stopped,
    stoppedFix,
    takeAlerts,
    title,
    warn,
};
