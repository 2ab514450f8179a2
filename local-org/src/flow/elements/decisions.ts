/** Decision: the first outcome whose conditions hold, else the default. */
import { readConditions } from '../conditions.ts';
import { connector, nodeReader } from '../reader.ts';
import type { FlowReader } from '../reader.ts';
import type { ElementDraft } from './draft.ts';

export function readDecision(element: FlowReader): ElementDraft {
    const reader = nodeReader(element);
    reader.ignore('defaultConnectorLabel');
    const otherwise = connector(reader, 'defaultConnector');
    const rules = reader.many('rules').map((rule) => {
        rule.ignore('name', 'label', 'description', 'processMetadataValues');
        rule.required('name');
        const conditions = readConditions(rule);
        const next = connector(rule, 'connector');
        rule.end();
        return { conditions, next };
    });
    reader.end();
    if (rules.length === 0) throw reader.invalid('a decision needs an outcome');
    return {
        name: reader.owner,
        targets: [otherwise, ...rules.map((rule) => rule.next)],
        compile: (scope) => {
            const outcomes = rules.map(({ conditions, next }) => ({ holds: conditions(scope), next }));
            return {
                kind: 'step',
                name: reader.owner,
                tag: reader.tag,
                advance: (interview) => {
                    const taken = outcomes.find((outcome) => outcome.holds(interview));
                    return taken ? taken.next : otherwise;
                },
            };
        },
    };
}
