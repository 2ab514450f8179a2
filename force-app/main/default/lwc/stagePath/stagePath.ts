import { LightningElement, api } from 'lwc';
import { LABELS } from './labels';
import { stagesOf } from './stages';
import type { Stage, StageState, StageTimes } from './stages';

export type { StageTimes } from './stages';

interface ShownStage extends Stage {
    readonly key: string;
    readonly stageClass: string;
    readonly icon: string;
    readonly stateText: string;
}

const ICONS: Readonly<Record<StageState, string>> = {
    done: 'utility:check',
    failed: 'utility:close',
    doubtful: 'utility:question_mark',
    pending: '',
};

/** The way of one message, stage by stage. */
export default class StagePath extends LightningElement {
    @api times!: StageTimes;

    readonly labels = LABELS;

    get stages(): ShownStage[] {
        return stagesOf(this.times).map((stage, index) => ({
            ...stage,
            key: String(index),
            stageClass: `stage ${stage.state}`,
            icon: ICONS[stage.state],
            stateText: LABELS[stage.state],
        }));
    }
}
