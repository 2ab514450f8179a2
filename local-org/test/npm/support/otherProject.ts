/** An sfdx project of somebody else, with two package directories, as its files lie on the disk. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { field } from '../../support/project.ts';
import { assign, condition, decide, flowXml, start, xml } from '../../flow/support/flowXml.ts';

const OBJECT = 'core/main/default/objects/Visit__c';

/** Before the save, a visit of more than three people is a group. */
const CLASSIFY = flowXml(
    start('before', 'Is_Group').replace('Parcel__c', 'Visit__c'),
    decide('Is_Group', condition('$Record.People__c', 'GreaterThan', 3), 'Mark'),
    assign('Mark', [['$Record.Party__c', 'Assign', 'group']]),
);

const FILES: Readonly<Record<string, string>> = {
    'sfdx-project.json': JSON.stringify({
        packageDirectories: [{ path: 'core', default: true }, { path: 'extras' }],
        sourceApiVersion: '64.0',
    }),
    [`${OBJECT}/Visit__c.object-meta.xml`]: xml('CustomObject', {
        ...{ label: 'Visit', pluralLabel: 'Visits', sharingModel: 'ReadWrite' },
        nameField: '<label>Number</label><type>AutoNumber</type><displayFormat>V-{0000}</displayFormat>',
    }),
    [`${OBJECT}/fields/People__c.field-meta.xml`]: field(
        'People__c',
        'Number',
        '<precision>4</precision><scale>0</scale>',
    ),
    [`${OBJECT}/fields/Party__c.field-meta.xml`]: field('Party__c', 'Text', '<length>40</length>'),
    'extras/main/default/flows/Visit_Classify.flow-meta.xml': CLASSIFY,
    'extras/main/default/lwc/visitCard/visitCard.js':
        "import { LightningElement, api } from 'lwc';\nexport default class VisitCard extends LightningElement {\n    @api recordId;\n}\n",
    'extras/main/default/lwc/visitCard/visitCard.html': '<template><p>Visit {recordId}</p></template>\n',
    'extras/main/default/lwc/visitCard/visitCard.js-meta.xml': xml('LightningComponentBundle', {
        ...{ apiVersion: '64.0', isExposed: true },
        targets: '<target>lightning__RecordPage</target>',
    }),
    'extras/main/default/permissionsets/Visits.permissionset-meta.xml': xml('PermissionSet', {
        label: 'Visits',
        objectPermissions:
            '<allowCreate>true</allowCreate><allowDelete>false</allowDelete><allowEdit>true</allowEdit><allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>Visit__c</object><viewAllRecords>false</viewAllRecords>',
    }),
    'tests/visits.flowtest.mjs': `import assert from 'node:assert/strict';
import { flowTests } from '@landed/local-org/flow-tests';

const tests = flowTests();
export default tests;

for (const [people, kind] of [[5, 'group'], [2, null]]) {
    tests.add(people + ' people', async (org) => {
        await org.insert('Visit__c', { People__c: people });
        assert.equal(org.rows('SELECT Party__c FROM Visit__c')[0].Party__c, kind);
    });
}
`,
    'tests/typed.mts': `import { createLocalOrg } from '@landed/local-org';
import { flowTests } from '@landed/local-org/flow-tests';

flowTests().add('typed', async (org) => void (await org.insert('Visit__c', { People__c: 1 })));
const url: string = (await createLocalOrg({ project: '.' })).url;
void url;
// @ts-expect-error there is no such option
void createLocalOrg({ projekt: '.' });
`,
    'cases.jsonl': ['IF(people > 3, "group", "few")', 'UPPER("few")']
        .map((formula, index) => {
            const result = index === 0 ? 'group' : 'FEW';
            const inputs = [{ field: 'people', type: 'number', scale: 0, value: 5 }];
            return JSON.stringify({
                ...{ case: `case ${index}`, formula, returns: 'Text', inputs },
                ...{ blankAsZero: result, blankAsNull: result },
            });
        })
        .join('\n'),
};

export function writeOtherProject(directory: string): void {
    for (const [name, content] of Object.entries(FILES)) {
        mkdirSync(dirname(join(directory, name)), { recursive: true });
        writeFileSync(join(directory, name), content);
    }
}
