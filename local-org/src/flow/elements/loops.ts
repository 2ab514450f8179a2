/** Loop: gives the items of a collection one after the other, as it was when the loop began. */
import { InvalidFlow } from '../errors.ts';
import { OUTCOME } from '../program.ts';
import { connector, nodeReader } from '../reader.ts';
import type { FlowReader } from '../reader.ts';
import { itemSlot } from '../operands.ts';
import type { Scope } from '../scope.ts';
import { accepts, asList, copyItem, describeType, itemType } from '../values.ts';
import type { FlowType } from '../values.ts';
import type { ElementDraft } from './draft.ts';

export function readLoop(element: FlowReader): ElementDraft {
    const reader = nodeReader(element);
    const name = reader.owner;
    const collectionReference = reader.required('collectionReference');
    const descending = reader.choice('iterationOrder', ['Asc', 'Desc']) === 'Desc';
    const variable = reader.optional('assignNextValueToReference');
    const body = connector(reader, 'nextValueConnector');
    const after = connector(reader, 'noMoreValuesConnector');
    reader.end();
    return {
        name,
        tag: reader.tag,
        ways: [
            { name: OUTCOME.item, target: body },
            { name: OUTCOME.done, target: after },
        ],
        ...(variable === undefined
            ? { declare: (scope: Scope) => scope.declare(name, () => itemSlot(name, collectionType(scope))) }
            : {}),
        compile: (scope) => {
            const collection = scope.resolve(collectionReference, name);
            const item = scope.resolve(variable ?? name, name);
            if (!accepts(item.type, itemType(collectionType(scope))))
                throw reader.invalid(`${describeType(collection.type)} items do not fit ${describeType(item.type)}`);
            return {
                kind: 'step',
                name,
                tag: reader.tag,
                advance: (interview) => {
                    let state = interview.loops.get(name);
                    if (!state) {
                        const items = asList(collection.read(interview)).map(copyItem);
                        state = { items: descending ? items.reverse() : items, next: 0 };
                        interview.loops.set(name, state);
                    }
                    const current = state.items[state.next++];
                    interview.outcome = current === undefined ? OUTCOME.done : OUTCOME.item;
                    if (current !== undefined) {
                        item.write?.(interview, current);
                        return body;
                    }
                    interview.loops.delete(name); // a loop entered again begins anew
                    return after;
                },
            };
        },
    };

    function collectionType(scope: Scope): FlowType {
        const { type } = scope.resolve(collectionReference, name);
        if (!type.collection) throw new InvalidFlow(scope.file, name, `${collectionReference} is not a collection`);
        return type;
    }
}
