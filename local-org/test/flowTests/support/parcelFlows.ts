/** A project with two small flows of parcels: one that hears of scans, one that waits for an hour. */
import {
    condition,
    filter,
    flowXml,
    input,
    node,
    onFault,
    start,
    then,
    value,
    xml,
} from '../../flow/support/flowXml.ts';
import { writeProject } from '../../support/project.ts';

export const PARCEL_SCANNED = flowXml(
    start('event', 'Find', filter('Key__c', 'NotEqualTo', 'skip')),
    node(
        'recordLookups',
        'Find',
        then('Is_Known') +
            onFault('Tell') +
            filter('Key__c', 'EqualTo', '@$Record.Key__c') +
            '<getFirstRecordOnly>true</getFirstRecordOnly><object>Parcel__c</object><storeOutputAutomatically>true</storeOutputAutomatically>',
    ),
    node(
        'decisions',
        'Is_Known',
        xml(
            'rules',
            { name: 'Known', conditionLogic: 'and', label: 'Yes' },
            condition('Find', 'IsNull', false) + then('Mark'),
        ),
    ),
    node(
        'recordUpdates',
        'Mark',
        onFault('Tell') +
            filter('Id', 'EqualTo', '@Find.Id') +
            input('Trail__c', 'scanned') +
            '<object>Parcel__c</object>',
    ),
    node('recordCreates', 'Tell', `${input('Key__c', '@$Flow.FaultMessage')}<object>Parcel_Late__e</object>`),
);

export const PARCEL_SAVED = flowXml(
    start(
        'after',
        undefined,
        filter('Sent_At__c', 'IsNull', false) +
            filter('Trail__c', 'IsNull', true) +
            xml(
                'scheduledPaths',
                {
                    name: 'An_Hour_Later',
                    offsetNumber: 1,
                    offsetUnit: 'Hours',
                    recordField: 'Sent_At__c',
                    timeSource: 'RecordField',
                },
                then('Put'),
            ),
    ),
    node('recordUpdates', 'Put', `${input('Trail__c', 'late')}<inputReference>$Record</inputReference>`),
);

const DOUBLED = flowXml(
    start('called', 'Double'),
    xml('variables', {
        name: 'number',
        dataType: 'Number',
        isCollection: false,
        isInput: true,
        isOutput: true,
        scale: 0,
    }),
    node(
        'assignments',
        'Double',
        xml('assignmentItems', { assignToReference: 'number', operator: 'Add' }, value('@number')),
    ),
);

/** The project's directory, to be disposed of. */
export function parcelProject(): ReturnType<typeof writeProject> {
    return writeProject({
        'flows/Parcel_Scanned.flow-meta.xml': PARCEL_SCANNED,
        'flows/Parcel_Saved.flow-meta.xml': PARCEL_SAVED,
        'flows/Parcel_Doubled.flow-meta.xml': DOUBLED,
    });
}
