/** Parts of flows into which one thing is put that should be refused. */
import { assign, flowXml, input, node, start, variable, xml } from './flowXml.ts';

export const END = assign('End', []);
export const STATUS = '$Record.Status__c';

export const lookup = (inner: string): string =>
    node(
        'recordLookups',
        'Get',
        `<object>Depot__c</object><storeOutputAutomatically>true</storeOutputAutomatically>${inner}`,
    );
export const create = (inner: string): string =>
    node('recordCreates', 'Make', `<object>Depot__c</object>${input('Name', 'N')}${inner}`);
export const listOf = (name: string): string => variable(name, 'String', { isCollection: true });
export const processor = (inner: string): string =>
    listOf('list') + node('collectionProcessors', 'Process', `<collectionReference>list</collectionReference>${inner}`);
export const startWith = (inner: string): string => flowXml(start('after', 'End', inner), END);
export const body = (parts: string, first = 'End'): string => flowXml(start('after', first), END, parts);
export const setTo = (valueXml: string): string =>
    body(
        variable('text', 'String') +
            node(
                'assignments',
                'Set',
                xml('assignmentItems', { assignToReference: 'text', operator: 'Assign' }, valueXml),
            ),
    );
