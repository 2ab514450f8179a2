/** A flow's XML to something that runs. */
import { basename } from 'node:path';
import type { Schema } from '../schema/types.ts';
import { parseXml } from '../schema/xml.ts';
import type { XmlElement } from '../schema/xml.ts';
import { ELEMENTS } from './elements/index.ts';
import type { ElementDraft } from './elements/draft.ts';
import { InvalidFlow } from './errors.ts';
import { OUTCOME } from './program.ts';
import type { CompiledElement, CompiledFlow, ElementOutline, FlowStart, FlowVariable } from './program.ts';
import { FlowReader } from './reader.ts';
import { readConstant, readDeclaration, readFormula, readTextTemplate, readVariable } from './resources.ts';
import type { ResourceDraft } from './resources.ts';
import { Scope } from './scope.ts';
import type { LoadContext, SubflowSignature, TriggerFacts } from './scope.ts';
import { readStart } from './start.ts';

export interface FlowFile {
    readonly path: string;
    readonly xml: string;
    /** Of the file, where it is read already. */
    readonly root?: XmlElement;
}

const RESOURCES: Readonly<Record<string, (reader: FlowReader) => ResourceDraft>> = {
    variables: readVariable,
    constants: readConstant,
    formulas: readFormula,
    textTemplates: readTextTemplate,
};

export const RESOURCE_TAGS: readonly string[] = Object.keys(RESOURCES);

/** Throws UnsupportedInFlow for what the local org cannot do, InvalidFlow for what the platform would refuse. */
export function loadFlow(file: FlowFile, schema: Schema, context: LoadContext): CompiledFlow {
    const name = flowName(file);
    const reader = new FlowReader(file.path, name, parseFlow(file, name));
    const head = readHead(reader);
    const resources = Object.entries(RESOURCES).flatMap(([tag, read]) => reader.many(tag).map(read));
    const drafts = Object.entries(ELEMENTS).flatMap(([tag, read]) => reader.many(tag).map(read));
    const startReader = reader.child('start');
    if (!startReader) throw reader.invalid('the flow has no start');
    const { start, compile } = readStart(startReader);
    reader.end();

    const trigger = triggerFacts(schema, start, reader);
    const names = new Set(drafts.map((draft) => draft.name));
    const scope = new Scope(file.path, schema, trigger, context, names);
    const variables = declareAll(scope, resources, drafts);
    checkConnectors(file.path, start, drafts);
    checkTiming(file.path, start, drafts);
    const elements = new Map<string, CompiledElement>(drafts.map((draft) => [draft.name, draft.compile(scope)]));
    scope.makeAll();
    return { ...head, name, file: file.path, variables, elements, outline: outlineOf(drafts), ...compile(scope) };
}

function outlineOf(drafts: readonly ElementDraft[]): ElementOutline[] {
    return drafts.map(({ name, tag, ways, faultTarget }) => ({
        name,
        tag,
        outcomes: faultTarget === undefined ? ways : [...ways, { name: OUTCOME.fault, target: faultTarget }],
    }));
}

/** What a flow takes and gives, and whether another may call it; undefined when it cannot even be read so far. */
export function readSignature(file: FlowFile, schema: Schema): SubflowSignature['variables'] {
    const name = flowName(file);
    const reader = new FlowReader(file.path, name, parseFlow(file, name));
    const start = reader.child('start');
    if (!start || start.optional('triggerType') !== undefined) return undefined;
    const trigger = { object: undefined, kind: 'AutoLaunched', timing: undefined } as const;
    const scope = new Scope(file.path, schema, trigger, NOTHING_ELSE, new Set());
    return reader.many('variables').map((variable) => readDeclaration(variable, scope));
}

const NOTHING_ELSE: LoadContext = { hasLabel: () => false, subflow: () => undefined };

export function flowName({ path }: FlowFile): string {
    return basename(path).replace(/\.flow(-meta\.xml)?$/, '');
}

function parseFlow(file: FlowFile, name: string): XmlElement {
    let root: XmlElement;
    try {
        root = file.root ?? parseXml(file.path, file.xml);
    } catch (error) {
        throw new InvalidFlow(file.path, name, error instanceof Error ? error.message : String(error));
    }
    if (root.name !== 'Flow') throw new InvalidFlow(file.path, name, `the root element is ${root.name}, not Flow`);
    return root;
}

function readHead(reader: FlowReader): Pick<CompiledFlow, 'label' | 'status' | 'triggerOrder' | 'access'> {
    reader.ignore(
        'description',
        'interviewLabel',
        'processMetadataValues',
        'apiVersion',
        'isTemplate',
        'isOverridable',
    );
    reader.flag('areMetricsLoggedToDataCloud');
    reader.choice('processType', ['AutoLaunchedFlow']);
    reader.choice('environments', ['Default']);
    const mode = reader.choice('runInMode', ['DefaultMode', 'SystemModeWithSharing', 'SystemModeWithoutSharing']);
    const status = reader.choice('status', ['Active', 'Draft', 'Obsolete']) ?? 'Draft';
    const triggerOrder = reader.integer('triggerOrder');
    if (triggerOrder !== undefined && (triggerOrder < 1 || triggerOrder > 2000))
        throw reader.invalid('triggerOrder is a number from 1 to 2000');
    return { label: reader.required('label'), status, triggerOrder, access: mode && ACCESS[mode] };
}

const ACCESS = {
    DefaultMode: undefined,
    SystemModeWithSharing: 'SystemWithSharing',
    SystemModeWithoutSharing: 'SystemWithoutSharing',
} as const;

function triggerFacts(schema: Schema, start: FlowStart, reader: FlowReader): TriggerFacts {
    const object = start.object === undefined ? undefined : schema.object(start.object);
    if (start.object !== undefined && !object) throw reader.invalid(`unknown object ${start.object}`);
    if (object?.customSettings !== undefined && start.kind === 'RecordTriggered')
        throw reader.invalid(`${object.name} is a custom setting, whose records start no flow`);
    if (object && (object.kind === 'event') !== (start.kind === 'PlatformEvent'))
        throw reader.invalid(`${object.name} cannot start a ${start.kind} flow`);
    return { object, kind: start.kind, timing: start.timing };
}

function declareAll(
    scope: Scope,
    resources: readonly ResourceDraft[],
    drafts: readonly ElementDraft[],
): readonly FlowVariable[] {
    const makers = resources.flatMap((declare) => declare(scope) ?? []);
    for (const draft of drafts) draft.declare?.(scope);
    return makers.map((make) => make());
}

function checkConnectors(file: string, start: FlowStart, drafts: readonly ElementDraft[]): void {
    const names = new Set<string>();
    for (const { name } of drafts) {
        if (names.has(name)) throw new InvalidFlow(file, name, 'the name is used twice');
        names.add(name);
    }
    const expect = (owner: string, target: string | undefined): void => {
        if (target !== undefined && !names.has(target))
            throw new InvalidFlow(file, owner, `leads to ${target}, which does not exist`);
    };
    for (const target of [start.first, ...start.paths.map(({ first }) => first)]) expect('Start', target);
    for (const { name, ways, faultTarget } of drafts) {
        for (const { target } of ways) expect(name, target);
        expect(name, faultTarget);
        if (faultTarget === name) throw new InvalidFlow(file, name, 'its fault connector leads to itself');
    }
}

/**
 * https://help.salesforce.com/s/articleView?id=platform.flow_concepts_trigger_record.htm (2026-11-21) and, for subflows,
 * https://help.salesforce.com/s/articleView?id=platform.flow_considerations_trigger_platform_event.htm
 */
function checkTiming(file: string, { timing, kind }: FlowStart, drafts: readonly ElementDraft[]): void {
    if (timing === 'RecordBeforeSave') {
        const writer = drafts.find(({ writes }) => writes);
        if (writer) throw new InvalidFlow(file, writer.name, 'a before-save flow writes no other records');
    }
    if (timing === 'RecordBeforeSave' || kind === 'PlatformEvent') {
        const caller = drafts.find(({ callsFlow }) => callsFlow);
        if (caller) throw new InvalidFlow(file, caller.name, 'subflows: not in a flow before the save or on an event');
    }
}
