import carrierToRelay from '@salesforce/label/c.Delivery_Hop_Carrier_To_Relay';
import clocksDisagree from '@salesforce/label/c.Delivery_Latency_Clocks_Disagree';
import details from '@salesforce/label/c.Delivery_Latency_Details';
import fromCarrier from '@salesforce/label/c.Delivery_Latency_From_Carrier';
import fromRelay from '@salesforce/label/c.Delivery_Latency_From_Relay';
import fromRelaySkewed from '@salesforce/label/c.Delivery_Latency_From_Relay_Skewed';
import missed from '@salesforce/label/c.Delivery_Latency_Missed';
import notKnown from '@salesforce/label/c.Delivery_Duration_Not_Known';
import objective from '@salesforce/label/c.Delivery_Latency_Objective';
import publishToRecord from '@salesforce/label/c.Delivery_Hop_Publish_To_Record';
import relayToPublish from '@salesforce/label/c.Delivery_Hop_Relay_To_Publish';

export const LABELS = {
    carrierToRelay,
    clocksDisagree,
    details,
    fromCarrier,
    fromRelay,
    fromRelaySkewed,
    missed,
    notKnown,
    objective,
    publishToRecord,
    relayToPublish,
};
