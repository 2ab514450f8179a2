/** The project's active flows by what starts them, in the order in which they run. */
import { flowName, loadFlow, readSignature } from '../flow/index.ts';
import type { CompiledFlow, LoadContext } from '../flow/index.ts';
import type { ProblemList } from '../schema/problems.ts';
import type { Project } from '../schema/project.ts';
import type { MetadataFile } from '../schema/projectFiles.ts';
import type { ObjectSchema } from '../schema/types.ts';

/** Flows without an order run after those with one. https://help.salesforce.com/s/articleView?id=platform.flow_concepts_trigger_order.htm (2026-11-21) */
const NO_ORDER = 1001;

/** A flow as it is to run: how those who watch or disturb flows get in between. */
export type FlowWatch = (flow: CompiledFlow) => CompiledFlow;

export class Automation {
    readonly flows: readonly CompiledFlow[];
    readonly #active: readonly CompiledFlow[];
    readonly #project: Project;
    readonly #loaded = new Map<MetadataFile, CompiledFlow>();

    /** Flows that cannot be loaded are noted as problems, each with its file and element. */
    constructor(project: Project, problems: ProblemList, watch: FlowWatch = (flow) => flow, former?: Automation) {
        this.#project = project;
        const context = this.#loadContext(project);
        for (const file of project.metadata('flows')) {
            const unchanged = former ? former.#unchanged(file, project) : undefined;
            const [flow] = problems.attempt(() => unchanged ?? loadFlow(file, project.schema, context));
            if (flow) this.#loaded.set(file, flow);
        }
        this.flows = [...this.#loaded.values()].map(watch);
        this.#active = this.flows.filter((flow) => flow.status === 'Active').toSorted(byTriggerOrder);
    }

    /** The flow of that very file, if it can be taken over: one that calls others is bound to the version it would find here. */
    #unchanged(file: MetadataFile, { schema, labels }: Project): CompiledFlow | undefined {
        if (schema !== this.#project.schema || labels !== this.#project.labels) return undefined;
        const flow = this.#loaded.get(file);
        const callsFlows = flow?.elements.values().some(({ kind }) => kind === 'subflow');
        return callsFlows === false ? flow : undefined;
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
