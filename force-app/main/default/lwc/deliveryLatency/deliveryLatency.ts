import { LightningElement, api } from 'lwc';
import { LABELS } from './labels';
import { latencyText } from './latency';
import type { Latency, LatencyText } from './latency';

export type { Latency } from './latency';

/** How long the newest status took from the carrier to this page. */
export default class DeliveryLatency extends LightningElement {
    @api latency!: Latency;

    readonly labels = LABELS;

    get text(): LatencyText | undefined {
        return latencyText(this.latency);
    }
}
