/** The project's active flows by what starts them, in the order in which they run. */
import { flowName, loadFlow, readSignature } from '../flow/index.ts';
import type { CompiledFlow, LoadContext } from '../flow/index.ts';
import type { ProblemList } from '../schema/problems.ts';
import type { Project } from '../schema/project.ts';
import type { ObjectSchema } from '../schema/types.ts';

/** Flows without an order run after those with one. https://help.salesforce.com/s/articleView?id=platform.flow_concepts_trigger_order.htm (2026-11-21) */
const NO_ORDER = 1001;

export class Automation {
    readonly flows: readonly CompiledFlow[];
    readonly #active: readonly CompiledFlow[];

    /** Flows that cannot be loaded are noted as problems, each with its file and element. */
    constructor(project: Project, problems: ProblemList) {
        const context = this.#loadContext(project);
        this.flows = project
            .metadata('flows')
            .flatMap((file) => problems.attempt(() => loadFlow(file, project.schema, context)));
        this.#active = this.flows.filter((flow) => flow.status === 'Active').toSorted(byTriggerOrder);
    }

    beforeSave(object: ObjectSchema, isNew: boolean): readonly CompiledFlow[] {
        return this.#recordFlows(object, isNew, 'RecordBeforeSave');
    }

    afterSave(object: ObjectSchema, isNew: boolean): readonly CompiledFlow[] {
        return this.#recordFlows(object, isNew, 'RecordAfterSave');
    }

    beforeDelete(object: ObjectSchema): readonly CompiledFlow[] {
        return this.#active.filter(
            ({ start }) => start.timing === 'RecordBeforeDelete' && start.object === object.name,
        );
    }

    onEvent(event: ObjectSchema): readonly CompiledFlow[] {
        return this.#active.filter(({ start }) => start.kind === 'PlatformEvent' && start.object === event.name);
    }

    activeFlow(name: string): CompiledFlow | undefined {
        return this.#active.find((flow) => flow.name === name);
    }

    /** Flows without a trigger that others may call. */
    get callable(): readonly CompiledFlow[] {
        return this.#active.filter(({ start }) => start.kind === 'AutoLaunched');
    }

    get scheduled(): readonly CompiledFlow[] {
        return this.#active.filter(({ start }) => start.kind === 'Scheduled');
    }

    #loadContext(project: Project): LoadContext {
        const files = new Map(project.metadata('flows').map((file) => [flowName(file), file]));
        return {
            hasLabel: (name) => project.labels.has(name),
            subflow: (name) => {
                const file = files.get(name);
                if (!file) return undefined;
                return { variables: readSignature(file, project.schema), active: () => this.activeFlow(name) };
            },
        };
    }

    #recordFlows(object: ObjectSchema, isNew: boolean, timing: 'RecordBeforeSave' | 'RecordAfterSave'): CompiledFlow[] {
        const wanted = isNew ? 'Create' : 'Update';
        return this.#active.filter(
            ({ start }) =>
                start.kind === 'RecordTriggered' &&
                start.object === object.name &&
                start.timing === timing &&
                (start.on === 'CreateAndUpdate' || start.on === wanted),
        );
    }
}

function byTriggerOrder(a: CompiledFlow, b: CompiledFlow): number {
    const difference = orderOf(a) - orderOf(b);
    return difference === 0 ? (a.name < b.name ? -1 : 1) : difference;
}

function orderOf(flow: CompiledFlow): number {
    return flow.triggerOrder ?? NO_ORDER;
}
