/**
 * Custom Error: the save of the record fails with the flow's own message.
 * https://help.salesforce.com/s/articleView?id=platform.flow_ref_elements_custom_error.htm (2026-11-21)
 */
import { nodeReader } from '../reader.ts';
import type { FlowReader } from '../reader.ts';
import type { Scope } from '../scope.ts';
import { compileTemplate } from '../template.ts';
import type { Template } from '../template.ts';
import type { ElementDraft } from './draft.ts';

interface Message {
    readonly text: Template;
    readonly field: string | undefined;
}

export function readCustomError(element: FlowReader): ElementDraft {
    const reader = nodeReader(element);
    const messages = reader.many('customErrorMessages').map((item) => readMessage(item));
    reader.end();
    const [first] = messages;
    if (!first) throw reader.invalid('a custom error needs a message');
    return {
        name: reader.owner,
        tag: reader.tag,
        ways: [],
        compile: (scope) => {
            if (!scope.trigger.timing)
                throw reader.invalid('a custom error needs a record that is being saved or deleted');
            const compiled = messages.map((message) => message(scope));
            return {
                kind: 'step',
                name: reader.owner,
                tag: reader.tag,
                advance: (interview) => {
                    interview.failure = {
                        statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
                        message: compiled.map(({ text }) => text(interview)).join('; '),
                        fields: compiled.flatMap(({ field }) => field ?? []),
                    };
                    return undefined;
                },
            };
        },
    };
}

function readMessage(reader: FlowReader): (scope: Scope) => Message {
    const text = reader.required('errorMessage');
    const onField = reader.flag('isFieldError');
    const fieldName = reader.optional('fieldSelection');
    reader.ignore('processMetadataValues');
    reader.end();
    if (onField && fieldName === undefined) throw reader.invalid('a field error needs fieldSelection');
    return (scope) => {
        const { object } = scope.trigger;
        const field = onField && object ? scope.field(object, fieldName ?? '', reader.owner).name : undefined;
        return { text: compileTemplate(text, scope, reader.owner), field };
    };
}
