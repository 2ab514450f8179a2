/** Writes docs/flows/ from the flows themselves: what each does, a drawing, what it reads and writes, how to stop it. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { writeGenerated } from './generated.ts';
import { readDocuments } from './lint-metadata/document.ts';
import type { MetadataDocument, XmlNode } from './lint-metadata/document.ts';
import { ELEMENT_KINDS, FALLIBLE_KINDS } from './lint-metadata/flow.ts';

const OUTPUT = 'docs/flows';
const FLOWS = 'force-app/main/default/flows';

const OPERATIONS: Readonly<Record<string, string>> = {
    recordCreates: 'creates',
    recordDeletes: 'deletes',
    recordLookups: 'reads',
    recordUpdates: 'updates',
};

const elementsOf = (flow: XmlNode): XmlNode[] => flow.children.filter(({ name }) => ELEMENT_KINDS.has(name));
const nameOf = (node: XmlNode): string => node.value('name') ?? '';
const target = (node: XmlNode | undefined): string | undefined => node?.value('targetReference');

function page({ fullName, root }: MetadataDocument): string {
    const elements = elementsOf(root);
    const data = elements.filter(({ name }) => FALLIBLE_KINDS.has(name));
    const reads = data.filter(({ name }) => name === 'recordLookups').length;
    return `<!-- Written by scripts/gen-flow-docs.ts from ${FLOWS}/${fullName}.flow-meta.xml. -->

# ${root.value('label') ?? fullName}

${root.value('description') ?? ''}

**Runs** ${trigger(root)}.

${
    root.value('isTemplate') === 'true'
        ? 'A template in draft, which does nothing until a copy of it is active: [recipes](../recipes.md).'
        : `**Switch it off** in Setup, Custom Metadata Types, Automation Switch, record \`${fullName}\`: clear *On*. That survives upgrades; deactivating the flow does not.`
}

**Uses of a transaction's limits**: at most ${reads} queries and ${data.length - reads} writes for a whole batch${subflowNote(root)}, because all interviews of a batch that stop at the same element execute it together. Updates by filter read before they write.

\`\`\`mermaid
${drawing(root, elements)}
\`\`\`

| element | | what for |
| --- | --- | --- |
${elements.map((element) => `| ${element.value('label') ?? ''} | ${operation(element, root)} | ${element.value('description') ?? ''} |`).join('\n')}
`;
}

function subflowNote(flow: XmlNode): string {
    const called = flow.all('subflows').map((each) => each.value('flowName') ?? '');
    return called.length === 0 ? '' : `, and those of ${called.map((name) => `[${name}](${name}.md)`).join(', ')}`;
}

function trigger(flow: XmlNode): string {
    const start = flow.child('start');
    const object = `\`${start?.value('object') ?? ''}\``;
    const often = { Create: 'created', CreateAndUpdate: 'created or updated', Update: 'updated' }[
        start?.value('recordTriggerType') ?? ''
    ];
    if (start?.value('triggerType') === undefined) return 'when another flow, an agent or a program calls it';
    if (start.value('triggerType') === 'Scheduled') return scheduled(start);
    if (often === undefined) return `for each batch of ${object} events, in the order of their publishing`;
    const order = flow.value('triggerOrder');
    const place = order === undefined ? '' : `, as number ${order} of its kind`;
    return `${moment(start, `a ${object} is ${often}`)}${criteria(start)}${place}`;
}

function scheduled(start: XmlNode): string {
    const schedule = start.child('schedule');
    const time = (schedule?.value('startTime') ?? '').slice(0, 'HH:mm'.length);
    return `${(schedule?.value('frequency') ?? '').toLowerCase()} at ${time}`;
}

function moment(start: XmlNode | undefined, saved: string): string {
    const path = start?.child('scheduledPaths');
    const timeField = path?.value('recordField');
    if (timeField !== undefined) return `at the time in \`${timeField}\`, set anew whenever ${saved}`;
    if (path) return `after the transaction in which ${saved} is committed`;
    return `${start?.value('triggerType') === 'RecordBeforeSave' ? 'before' : 'after'} ${saved}`;
}

function criteria(start: XmlNode | undefined): string {
    const formula = start?.value('filterFormula');
    if (formula !== undefined) return `, if \`${formula}\``;
    const filters = (start?.all('filters') ?? []).map((filter) => {
        const value = filter.child('value')?.children[0]?.text ?? '';
        return `\`${filter.value('field') ?? ''}\` ${filter.value('operator') ?? ''} ${value}`;
    });
    const changed = start?.value('doesRequireRecordChangedToMeetCriteria') === 'true' ? ' newly' : '';
    return filters.length > 0 ? `, if${changed} ${joined(filters, start?.value('filterLogic') ?? 'and')}` : '';
}

/** The logic is one word for all filters, or their numbers in an expression such as `(1 OR 2) AND 3`. */
function joined(filters: readonly string[], logic: string): string {
    if (!/\d/.test(logic)) return filters.join(` ${logic} `);
    return logic.replace(/\d+|AND|OR/g, (word) => filters[Number(word) - 1] ?? word.toLowerCase());
}

function operation(element: XmlNode, flow: XmlNode): string {
    if (element.name === 'subflows') return `runs \`${element.value('flowName') ?? ''}\``;
    if (element.name === 'actionCalls') return `calls \`${element.value('actionName') ?? ''}\``;
    const verb = OPERATIONS[element.name];
    if (verb === undefined) return '';
    const variable = flow.all('variables').find((each) => nameOf(each) === element.value('inputReference'));
    return `${verb} \`${element.value('object') ?? variable?.value('objectType') ?? ''}\``;
}

const text = (label: string): string => `"${label.replaceAll('"', "'")}"`;

const SHAPES: Readonly<Record<string, readonly [open: string, close: string]>> = {
    assignments: ['[', ']'],
    decisions: ['{', '}'],
    loops: ['([', '])'],
    subflows: ['[[', ']]'],
};

function drawing(flow: XmlNode, elements: readonly XmlNode[]): string {
    const start = flow.child('start');
    const first = target(start?.child('connector')) ?? target(start?.child('scheduledPaths')?.child('connector')) ?? '';
    const nodes = elements.map((element) => {
        const [open, close] = SHAPES[element.name] ?? ['[(', ')]'];
        return `    ${nameOf(element)}${open}${text(element.value('label') ?? '')}${close}`;
    });
    return ['flowchart TD', `    start(("Start")) --> ${first}`, ...nodes, ...elements.flatMap(arrows)].join('\n');
}

function arrows(element: XmlNode): string[] {
    const from = nameOf(element);
    const arrow = (to: string | undefined, label?: string, line = '-->'): string[] =>
        to === undefined ? [] : [`    ${from} ${line}${label === undefined ? '' : `|${text(label)}|`} ${to}`];
    return [
        ...arrow(target(element.child('connector'))),
        ...element.all('rules').flatMap((rule) => arrow(target(rule.child('connector')), rule.value('label'))),
        ...arrow(target(element.child('defaultConnector')), element.value('defaultConnectorLabel')),
        ...arrow(target(element.child('nextValueConnector')), 'each'),
        ...arrow(target(element.child('noMoreValuesConnector')), 'done'),
        ...arrow(target(element.child('faultConnector')), 'fault', '-.->'),
    ];
}

const flows = readDocuments(FLOWS).documents;
await mkdir(OUTPUT, { recursive: true });
for (const flow of flows) await writeGenerated(path.join(OUTPUT, `${flow.fullName}.md`), page(flow));
await writeGenerated(
    path.join(OUTPUT, 'README.md'),
    `<!-- Written by scripts/gen-flow-docs.ts. -->

# Flows of the package

| flow | runs |
| --- | --- |
${flows.map(({ fullName, root }) => `| [${root.value('label') ?? fullName}](${fullName}.md) | ${trigger(root)} |`).join('\n')}

A record-triggered flow belongs to one object. The flows of leads are written by \`scripts/gen-lead-twins.ts\` from those of contacts.
`,
);
