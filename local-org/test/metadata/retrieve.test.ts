/** What was deployed comes back. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { readDocument } from '../../src/schema/document.ts';
import { fillingFlow, object, startMetadataOrg, textField } from './support.ts';
import type { Files, Members, MetadataOrg } from './support.ts';

let org: MetadataOrg;
before(async () => {
    org = await startMetadataOrg();
});
after(() => org.close());

const XMLNS = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

/** Without layout: two texts are alike when their elements are, in their order. */
function alike(xml: string): unknown {
    return xml.startsWith('<') ? readDocument(xml).parts.map(({ node }) => node) : xml;
}

test('by name, by *, and part of an object: each in the form that was deployed', async () => {
    const all = await org.retrieve({ CustomObject: ['*'], ValidationRule: ['*'] });
    assert.deepEqual([...all.keys()].toSorted(), [
        'objects/Parcel_Late__e.object',
        'objects/Parcel_Scan__e.object',
        'objects/Parcel__c.object',
        'package.xml',
    ]);
    assert.match(all.get('objects/Parcel__c.object') ?? '', /<fullName>Key__c<.*<fullName>Not_Heavy</s);
    const part = await org.retrieve({ CustomField: ['Contact.Parcel_Count__c', 'Parcel__c.Key__c'] });
    assert.deepEqual([...part.keys()].toSorted(), [
        'objects/Contact.object',
        'objects/Parcel__c.object',
        'package.xml',
    ]);
    assert.doesNotMatch(part.get('objects/Parcel__c.object') ?? '', /Code__c|pluralLabel/);
    assert.match(part.get('package.xml') ?? '', /<members>Contact.Parcel_Count__c<\/members>/);
});

test('what is not there, or not held, is told in the words that clients take apart', async () => {
    const types = [
        { name: 'Flow', members: ['Nothing'] },
        { name: 'ApexClass', members: ['*'] },
    ];
    const request = { apiVersion: '67.0', unpackaged: { types, version: '67.0' } };
    const { messages } = await org.connection.metadata.retrieve(request as never).complete(); // its type asks for more than the API
    assert.deepEqual(
        [messages].flat().map(({ problem }) => problem),
        [
            "Entity of type 'Flow' named 'Nothing' cannot be found",
            "UNSUPPORTED_BY_LOCAL_ORG: the local org holds no metadata of type 'ApexClass' named '*'",
        ],
    );
});

interface Deployed {
    readonly members: Members;
    readonly files: Files;
}

const text = fc.string({ minLength: 1, maxLength: 20 }).map((value) => value.replaceAll(/[^\x20-\x7e]/g, '?'));
const escaped = text.map((value) =>
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').trim(),
);
const PIECES: Readonly<Record<string, (index: number, words: string) => Deployed>> = {
    object: (index, words) => ({
        members: { CustomObject: [`Thing${index}__c`] },
        files: {
            [`objects/Thing${index}__c.object`]: object(
                `${textField('A__c', `<description>${words}</description>`)}${textField('B__c')}<label>Thing ${words}</label><nameField><label>Name</label><type>Text</type></nameField><pluralLabel>Things</pluralLabel>` +
                    `<validationRules><fullName>Rule</fullName><active>true</active><errorConditionFormula>A__c = B__c</errorConditionFormula><errorMessage>${words}</errorMessage></validationRules>`,
            ),
        },
    }),
    flow: (index, words) => ({
        members: { Flow: [`Flow_${index}`] },
        files: { [`flows/Flow_${index}.flow`]: fillingFlow('Trail__c', 'x').replace('Parcel Test', words) },
    }),
    label: (index, words) => ({
        members: { CustomLabel: [`Label_${index}`] },
        files: {
            'labels/CustomLabels.labels': `<CustomLabels ${XMLNS}><labels><fullName>Label_${index}</fullName><language>en_US</language><protected>false</protected><shortDescription>x</shortDescription><value>${words}</value></labels></CustomLabels>`,
        },
    }),
    report: (index, words) => ({
        members: { Report: ['Folder', `Folder/Report_${index}`] },
        files: {
            'reports/Folder-meta.xml': `<ReportFolder ${XMLNS}><name>Folder</name></ReportFolder>`,
            [`reports/Folder/Report_${index}.report`]: `<Report ${XMLNS}><description>${words}</description><format>Tabular</format></Report>`,
        },
    }),
    component: (index, words) => ({
        members: { LightningComponentBundle: [`thing${index}`] },
        files: {
            [`lwc/thing${index}/thing${index}.js`]: `// ${words}\nexport default 1;\n`,
            [`lwc/thing${index}/thing${index}.js-meta.xml`]: `<LightningComponentBundle ${XMLNS}><apiVersion>67.0</apiVersion><isExposed>false</isExposed></LightningComponentBundle>`,
        },
    }),
    resource: (index, words) => ({
        members: { StaticResource: [`Res_${index}`] },
        files: {
            [`staticresources/Res_${index}.resource`]: words,
            [`staticresources/Res_${index}.resource-meta.xml`]: `<StaticResource ${XMLNS}><cacheControl>Private</cacheControl><contentType>text/plain</contentType></StaticResource>`,
        },
    }),
};

test('whatever is deployed is retrieved as it was deployed', async () => {
    const piece = fc.tuple(fc.constantFrom(...Object.keys(PIECES)), fc.nat(3), escaped);
    let files = 0;
    await fc.assert(
        fc.asyncProperty(
            fc.uniqueArray(piece, { selector: ([kind]) => kind, minLength: 1, maxLength: 6 }),
            async (picked) => {
                const parts = picked.map(
                    ([kind, index, words]) => PIECES[kind]?.(index, words) ?? { members: {}, files: {} },
                );
                const members: Members = Object.fromEntries(parts.flatMap((part) => Object.entries(part.members)));
                const given: Files = Object.fromEntries(parts.flatMap((part) => Object.entries(part.files)));
                const deployed = await org.deploy(members, given);
                assert.deepEqual([deployed.status, deployed.details.componentFailures ?? []], ['Succeeded', []]);
                const back = await org.retrieve(members);
                const paths = [...back.keys()].filter((path) => path !== 'package.xml').toSorted();
                assert.deepEqual(paths, Object.keys(given).toSorted());
                for (const [path, content] of Object.entries(given)) {
                    const sorted = (xml: string): unknown =>
                        path.startsWith('objects/')
                            ? [...(alike(xml) as object[])].map((node) => JSON.stringify(node)).toSorted()
                            : alike(xml);
                    assert.deepEqual(sorted(back.get(path) ?? ''), sorted(content), path);
                    files += 1;
                }
            },
        ),
        { seed: 4, numRuns: 40 },
    );
    assert.ok(files > 80);
});
