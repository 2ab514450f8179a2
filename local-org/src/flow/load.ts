/** A flow's XML to something that runs. */
import { basename } from 'node:path';
import type { Schema } from '../schema/types.ts';
import { parseXml } from '../schema/xml.ts';
import { ELEMENTS } from './elements/index.ts';
import type { ElementDraft } from './elements/draft.ts';
import { InvalidFlow } from './errors.ts';
import type { CompiledElement, CompiledFlow, FlowStart, FlowVariable } from './program.ts';
import { FlowReader } from './reader.ts';
import { readConstant, readFormula, readTextTemplate, readVariable } from './resources.ts';
import type { ResourceDraft } from './resources.ts';
import { Scope } from './scope.ts';
import type { LoadContext, TriggerFacts } from './scope.ts';
import { readStart } from './start.ts';

export interface FlowFile {
    readonly path: string;
    readonly xml: string;
}

const RESOURCES: Readonly<Record<string, (reader: FlowReader) => ResourceDraft>> = {
    variables: readVariable,
    constants: readConstant,
    formulas: readFormula,
    textTemplates: readTextTemplate,
};

/** Throws UnsupportedInFlow for what the local org cannot do, InvalidFlow for what the platform would refuse. */
export function loadFlow(file: FlowFile, schema: Schema, context: LoadContext): CompiledFlow {
    const name = basename(file.path).replace(/\.flow(-meta\.xml)?$/, '');
    const reader = new FlowReader(file.path, name, parseFlow(file, name));
    const head = readHead(reader);
    const resources = Object.entries(RESOURCES).flatMap(([tag, read]) => reader.many(tag).map(read));
    const drafts = Object.entries(ELEMENTS).flatMap(([tag, read]) => reader.many(tag).map(read));
    const startReader = reader.child('start');
    if (!startReader) throw reader.invalid('the flow has no start');
    const { start, compile } = readStart(startReader);
    reader.end();

    const trigger = triggerFacts(schema, start, reader);
    const scope = new Scope(file.path, schema, trigger, context);
    const variables = declareAll(scope, resources, drafts);
    checkConnectors(file.path, start, drafts);
    checkTiming(file.path, start, drafts);
    const elements = new Map<string, CompiledElement>(drafts.map((draft) => [draft.name, draft.compile(scope)]));
    scope.makeAll();
    return { ...head, name, file: file.path, variables, elements, ...compile(scope) };
}

function parseFlow(file: FlowFile, name: string): ReturnType<typeof parseXml> {
    let root: ReturnType<typeof parseXml>;
    try {
        root = parseXml(file.path, file.xml);
    } catch (error) {
        throw new InvalidFlow(file.path, name, error instanceof Error ? error.message : String(error));
    }
    if (root.name !== 'Flow') throw new InvalidFlow(file.path, name, `the root element is ${root.name}, not Flow`);
    return root;
}

function readHead(reader: FlowReader): Pick<CompiledFlow, 'label' | 'status' | 'triggerOrder'> {
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
    // The local org's one user sees everything, so these modes do the same.
    reader.choice('runInMode', ['DefaultMode', 'SystemModeWithSharing', 'SystemModeWithoutSharing']);
    const status = reader.choice('status', ['Active', 'Draft', 'Obsolete']) ?? 'Draft';
    const triggerOrder = reader.integer('triggerOrder');
    if (triggerOrder !== undefined && (triggerOrder < 1 || triggerOrder > 2000))
        throw reader.invalid('triggerOrder is a number from 1 to 2000');
    return { label: reader.required('label'), status, triggerOrder };
}

function triggerFacts(schema: Schema, start: FlowStart, reader: FlowReader): TriggerFacts {
    const object = start.object === undefined ? undefined : schema.object(start.object);
    if (start.object !== undefined && !object) throw reader.invalid(`unknown object ${start.object}`);
    if (object && (object.kind === 'event') !== (start.kind === 'PlatformEvent'))
        throw reader.invalid(`${object.name} cannot start a ${start.kind} flow`);
    return {
        object,
        beforeSave: start.timing === 'RecordBeforeSave',
        onSave: start.kind === 'RecordTriggered',
    };
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
    for (const { name, targets, faultTarget } of drafts) {
        for (const target of targets) expect(name, target);
        expect(name, faultTarget);
        if (faultTarget === name) throw new InvalidFlow(file, name, 'its fault connector leads to itself');
    }
}

/** https://help.salesforce.com/s/articleView?id=platform.flow_concepts_trigger_record.htm (2026-11-21) */
function checkTiming(file: string, start: FlowStart, drafts: readonly ElementDraft[]): void {
    if (start.timing !== 'RecordBeforeSave') return;
    const writer = drafts.find(({ writes }) => writes);
    if (writer) throw new InvalidFlow(file, writer.name, 'a before-save flow writes no other records');
}
