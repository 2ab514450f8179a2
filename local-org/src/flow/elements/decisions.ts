/**
 * Decision: the first outcome whose conditions hold, else the default. An outcome is a resource too: whether its path was
 * taken. https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_elements_decision.htm (2026-11-25)
 */
import { readConditions } from '../conditions.ts';
import type { Condition } from '../conditions.ts';
import type { Interview } from '../interview.ts';
import { OUTCOME } from '../program.ts';
import { connector, nodeReader } from '../reader.ts';
import type { FlowReader } from '../reader.ts';
import type { Scope } from '../scope.ts';
import { BOOLEAN } from '../values.ts';
import type { ElementDraft } from './draft.ts';

interface Rule {
    readonly name: string;
    readonly next: string | undefined;
    readonly holds: (scope: Scope) => Condition;
}

export function readDecision(element: FlowReader): ElementDraft {
    const reader = nodeReader(element);
    const name = reader.owner;
    reader.ignore('defaultConnectorLabel');
    const otherwise = connector(reader, 'defaultConnector');
    const rules = reader.many('rules').map(readRule);
    reader.end();
    if (rules.length === 0) throw reader.invalid('a decision needs an outcome');
    return {
        name,
        tag: reader.tag,
        ways: [
            ...rules.map((rule) => ({ name: rule.name, target: rule.next })),
            { name: OUTCOME.otherwise, target: otherwise },
        ],
        declare: (scope) => {
            for (const rule of rules) declareOutcome(scope, name, rule.name);
        },
        compile: (scope) => {
            const outcomes = rules.map((rule) => ({ ...rule, holds: rule.holds(scope) }));
            return {
                kind: 'step',
                name,
                tag: reader.tag,
                advance: (interview) => {
                    const taken = outcomes.find((outcome) => outcome.holds(interview));
                    for (const rule of rules) interview.values.set(rule.name, rule.name === taken?.name);
                    interview.outcome = taken?.name ?? OUTCOME.otherwise;
                    if (taken) interview.visited.add(taken.name);
                    return taken ? taken.next : otherwise;
                },
            };
        },
    };
}

function readRule(rule: FlowReader): Rule {
    rule.ignore('label', 'description', 'processMetadataValues');
    const name = rule.required('name');
    const toMeet = rule.flag('doesRequireRecordChangedToMeetCriteria');
    const conditions = readConditions(rule);
    const next = connector(rule, 'connector');
    rule.end();
    return { name, next, holds: (scope) => (toMeet ? newlyMet(conditions, scope, rule) : conditions(scope)) };
}

/**
 * "Only if the record that triggered the flow to run is updated to meet the condition requirements": a new record that
 * meets them counts, one that met them before does not.
 * https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_elements_decision.htm (2026-11-25)
 */
function newlyMet(conditions: (scope: Scope) => Condition, scope: Scope, rule: FlowReader): Condition {
    if (!scope.isOnSave)
        throw rule.invalid('doesRequireRecordChangedToMeetCriteria needs a record that is being saved');
    const holds = conditions(scope);
    return (interview) => {
        if (!holds(interview)) return false;
        const before: Interview = { ...interview, record: interview.prior, prior: null };
        return interview.prior === null || !holds(before);
    };
}

/** Null until the decision was made. */
function declareOutcome(scope: Scope, decision: string, name: string): void {
    if (name === decision) throw scope.invalid(decision, 'an outcome has the name of its decision');
    scope.declare(name, () => ({ name, type: BOOLEAN, read: ({ values }) => values.get(name) ?? null }));
}
