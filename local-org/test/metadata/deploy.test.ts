/** What deployments do to the org, and how they fail. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fillingFlow, manifest, object, problems, startMetadataOrg, states, textField, zip } from './support.ts';
import type { DeployAnswer, MetadataOrg } from './support.ts';

let org: MetadataOrg;
before(async () => {
    org = await startMetadataOrg();
});
after(() => org.close());

const addField = (name: string, more = ''): Promise<DeployAnswer> =>
    org.deploy({ CustomField: [`Parcel__c.${name}`] }, { 'objects/Parcel__c.object': object(textField(name, more)) });
const hasField = (name: string): boolean => org.org.schema.object('Parcel__c')?.field(name) !== undefined;
const create = (values: Record<string, unknown>): Promise<unknown> =>
    org.connection.sobject('Parcel__c').create(values);

test('a deployed field and flow take effect at once; what is the same again is unchanged', async () => {
    const files = {
        'objects/Parcel__c.object': object(textField('Depot__c')),
        'flows/Parcel_Depot.flow': fillingFlow('Depot__c', 'North'),
    };
    const members = { CustomField: ['Parcel__c.Depot__c'], Flow: ['Parcel_Depot'] };
    assert.deepEqual(states(await org.deploy(members, files)), [
        'CustomField Parcel__c.Depot__c: created',
        'Flow Parcel_Depot: created',
    ]);
    await create({ Key__c: 'K1' });
    assert.deepEqual(
        org.org.query("SELECT Depot__c FROM Parcel__c WHERE Key__c = 'K1'").records[0]?.['Depot__c'],
        'North',
    );
    const changed = { ...files, 'flows/Parcel_Depot.flow': fillingFlow('Depot__c', 'South') };
    assert.deepEqual(states(await org.deploy(members, changed)), [
        'CustomField Parcel__c.Depot__c: unchanged',
        'Flow Parcel_Depot: changed',
    ]);
});

test('a validation keeps nothing', async () => {
    const { status, checkOnly } = await org.deploy(
        { CustomField: ['Parcel__c.Trial__c'] },
        { 'objects/Parcel__c.object': object(textField('Trial__c')) },
        { checkOnly: true },
    );
    assert.deepEqual([status, checkOnly, hasField('Trial__c')], ['Succeeded', true, false]);
});

test('one bad component fails all of them, or with rollbackOnError false only itself', async () => {
    const members = { CustomField: ['Parcel__c.Good__c'], Flow: ['Parcel_Bad'] };
    const files = {
        'objects/Parcel__c.object': object(textField('Good__c')),
        'flows/Parcel_Bad.flow': fillingFlow('Nothing__c', 'x'),
    };
    const whole = await org.deploy(members, files);
    assert.deepEqual([whole.status, hasField('Good__c')], ['Failed', false]);
    assert.match(problems(whole).join(), /^flows\/Parcel_Bad\.flow Parcel_Bad: .*Nothing__c/);
    const partial = await org.deploy(members, files, { rollbackOnError: false });
    assert.deepEqual([partial.status, hasField('Good__c')], ['SucceededPartial', true]);
    assert.deepEqual([states(partial), problems(partial).length], [['CustomField Parcel__c.Good__c: created'], 1]);
});

test('package.xml and the files must agree, unless files may be missing', async () => {
    const files = { 'objects/Parcel__c.object': object(textField('Extra__c')) };
    // https://github.com/forcedotcom/cli/issues/1133
    assert.deepEqual(problems(await org.deploy({}, files)), [
        'objects/Parcel__c.object Parcel__c.Extra__c: Not in package.xml',
    ]);
    const members = { CustomField: ['Parcel__c.Extra__c'], Flow: ['Parcel_Lost'] };
    assert.deepEqual(problems(await org.deploy(members, files)), [
        "package.xml Parcel_Lost: An object 'Parcel_Lost' of type Flow was named in package.xml, but was not found in zipped directory",
    ]);
    assert.equal((await org.deploy(members, files, { allowMissingFiles: true })).status, 'Succeeded');
    const apex = await org.deploy({ ApexClass: ['Robot'] }, {});
    assert.match(problems(apex).join(), /UNSUPPORTED_BY_LOCAL_ORG.*ApexClass/);
});

test('a file that is no XML is told with line and column, a bad field with its line', async () => {
    const broken = await org.deploy(
        { Flow: ['Parcel_Odd'] },
        { 'flows/Parcel_Odd.flow': '<Flow>\n  <label>Odd</lable>\n</Flow>' },
    );
    const [failure] = [broken.details.componentFailures ?? []].flat();
    assert.match(failure?.problem ?? '', /^Error parsing file: /);
    assert.deepEqual([failure?.fileName, Number(failure?.lineNumber)], ['flows/Parcel_Odd.flow', 2]);
    const inner = `<label>Parcel</label>\n<fields>\n<fullName>Odd__c</fullName><label>Odd</label><type>Hologram</type>\n</fields>`;
    const bad = await org.deploy({ CustomObject: ['Parcel__c'] }, { 'objects/Parcel__c.object': object(inner) });
    const [field] = [bad.details.componentFailures ?? []].flat();
    assert.deepEqual([field?.fullName, Number(field?.lineNumber)], ['Parcel__c.Odd__c', 3]);
    assert.match(field?.problem ?? '', /Hologram/);
});

test('archives without package.xml, or that are none, fail', async () => {
    const deploy = async (archive: Buffer): Promise<DeployAnswer> =>
        (await org.connection.metadata
            .deploy(archive, { singlePackage: true })
            .complete(true)) as unknown as DeployAnswer; // its types leave the details out
    assert.match(problems(await deploy(zip({ 'flows/A.flow': '<Flow/>' }))).join(), /No package.xml found/);
    assert.match(problems(await deploy(Buffer.from('no zip'))).join(), /invalid zip/);
});

test('packages side by side have a folder each', async () => {
    const files = {
        'one/package.xml': manifest({ CustomField: ['Parcel__c.Side__c'] }),
        'one/objects/Parcel__c.object': object(textField('Side__c')),
    };
    const result = await org.connection.metadata.deploy(zip(files), { singlePackage: false }).complete();
    assert.deepEqual([result.status, hasField('Side__c')], ['Succeeded', true]);
});

test('labels are added one by one', async () => {
    const labels = (name: string): string =>
        `<CustomLabels xmlns="http://soap.sforce.com/2006/04/metadata"><labels><fullName>${name}</fullName><language>en_US</language><protected>true</protected><shortDescription>${name}</shortDescription><value>${name} &amp; co</value></labels></CustomLabels>`;
    for (const name of ['First', 'Second'])
        await org.deploy({ CustomLabel: [name] }, { 'labels/CustomLabels.labels': labels(name) });
    assert.deepEqual(
        [...org.org.project.labels.values()].map(({ value }) => value),
        ['First & co', 'Second & co'],
    );
});

const remove = (
    members: Record<string, readonly string[]>,
    more: Readonly<Record<string, unknown>> = {},
    file = 'destructiveChanges.xml',
): Promise<DeployAnswer> => org.deploy({}, { [file]: manifest(members) }, more);

test('a deleted field takes its values with it, records stay', async () => {
    await addField('Gone__c');
    await create({ Key__c: 'K2', Gone__c: 'value' });
    assert.deepEqual(states(await remove({ CustomField: ['Parcel__c.Gone__c'] })), [
        'CustomField Parcel__c.Gone__c: deleted',
    ]);
    assert.equal(hasField('Gone__c'), false);
    await addField('Gone__c');
    const [row] = org.org.query("SELECT Gone__c FROM Parcel__c WHERE Key__c = 'K2'").records;
    assert.equal(row?.['Gone__c'], null);
});

test('a deleted object takes its records and parts with it; other objects keep their ids', async () => {
    const crate = object(
        `<label>Crate</label><pluralLabel>Crates</pluralLabel><nameField><label>Name</label><type>Text</type></nameField>${textField('Mark__c')}`,
    );
    await org.deploy(
        { CustomObject: ['Crate__c', 'Pallet__c'] },
        { 'objects/Crate__c.object': crate, 'objects/Pallet__c.object': crate },
    );
    const pallet = await org.connection.sobject('Pallet__c').create({ Name: 'P' });
    await org.connection.sobject('Crate__c').create({ Name: 'C' });
    assert.equal((await remove({ CustomObject: ['Crate__c'] }, { purgeOnDelete: true })).status, 'Succeeded');
    assert.equal(org.org.schema.object('Crate__c'), undefined);
    assert.equal(org.org.query('SELECT Id FROM Pallet__c').records[0]?.['Id'], pallet.id);
    await org.deploy({ CustomObject: ['Crate__c'] }, { 'objects/Crate__c.object': crate });
    assert.equal(org.org.query('SELECT Id FROM Crate__c').records.length, 0);
});

test('a component in use is not deleted, and what uses it is named', async () => {
    await addField('Used__c');
    await org.deploy({ Flow: ['Parcel_Uses'] }, { 'flows/Parcel_Uses.flow': fillingFlow('Used__c', 'x') });
    const refused = await remove({ CustomField: ['Parcel__c.Used__c', 'Parcel__c.Weight__c'] });
    assert.deepEqual(problems(refused), [
        'destructiveChanges.xml Parcel__c.Used__c: This custom field is referenced elsewhere in salesforce.com. : Flow - Parcel_Uses',
        'destructiveChanges.xml Parcel__c.Weight__c: This custom field is referenced elsewhere in salesforce.com. : Custom Formula Field - Parcel__c.Grams__c, Validation Rule - Parcel__c.Not_Heavy',
    ]);
    assert.equal(hasField('Used__c'), true);
});

test('deletions before the additions see the org as it was, those after it as it has become', async () => {
    await addField('Late__c');
    await org.deploy({ Flow: ['Parcel_Late'] }, { 'flows/Parcel_Late.flow': fillingFlow('Late__c', 'x') });
    const replaced = (file: string): Promise<DeployAnswer> =>
        org.deploy(
            { Flow: ['Parcel_Late'] },
            {
                'flows/Parcel_Late.flow': fillingFlow('Trail__c', 'x'),
                [file]: manifest({ CustomField: ['Parcel__c.Late__c'] }),
            },
        );
    for (const file of ['destructiveChangesPre.xml', 'destructiveChanges.xml'])
        assert.match(problems(await replaced(file)).join(), /referenced elsewhere.*Parcel_Late/);
    assert.equal((await replaced('destructiveChangesPost.xml')).status, 'Succeeded');
    assert.equal(hasField('Late__c'), false);
});

test('flows are deleted by version, and only when they are not active', async () => {
    const flow = fillingFlow('Trail__c', 'x');
    await org.deploy({ Flow: ['Parcel_Old'] }, { 'flows/Parcel_Old.flow': flow });
    for (const name of ['Parcel_Old', 'Parcel_Old-1'])
        assert.match(
            problems(await remove({ Flow: [name] })).join(),
            /insufficient access rights on cross-reference id/,
        );
    await org.deploy({ Flow: ['Parcel_Old'] }, { 'flows/Parcel_Old.flow': flow.replace('>Active<', '>Obsolete<') });
    assert.equal((await remove({ Flow: ['Parcel_Old-1'] })).status, 'Succeeded');
    assert.deepEqual(org.org.query("SELECT Id FROM FlowDefinitionView WHERE ApiName = 'Parcel_Old'").records, []);
});

test('deleting what is not there is a warning, which fails unless warnings are ignored', async () => {
    const missing = { CustomField: ['Parcel__c.Never__c'] };
    const refused = await remove(missing);
    assert.deepEqual(
        [refused.status, problems(refused)],
        ['Failed', ['destructiveChanges.xml Parcel__c.Never__c: No CustomField named: Parcel__c.Never__c found']],
    );
    assert.equal((await remove(missing, { ignoreWarnings: true })).status, 'Succeeded');
    assert.match(problems(await remove({ CustomField: ['*'] })).join(), /Wildcards/);
    assert.match(problems(await remove({ CustomObject: ['Account'] })).join(), /standard object/);
});

test('what only mentions a deleted field lets go of it', async () => {
    await addField('Shown__c');
    const rights =
        '<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata"><fieldPermissions><editable>false</editable><field>Parcel__c.Shown__c</field><readable>true</readable></fieldPermissions><label>Reader</label></PermissionSet>';
    await org.deploy({ PermissionSet: ['Reader'] }, { 'permissionsets/Reader.permissionset': rights });
    assert.equal((await remove({ CustomField: ['Parcel__c.Shown__c'] })).status, 'Succeeded');
    const left = await org.retrieve({ PermissionSet: ['Reader'] });
    assert.doesNotMatch(left.get('permissionsets/Reader.permissionset') ?? '', /Shown__c/);
});

/** https://docs.gearset.com/en/articles/2308134-remove-record-type-deletions (2026-11-26) */
test('a record type is deployed, listed and retrieved by itself, and not deleted', async () => {
    const recordType =
        '<recordTypes><fullName>Letter</fullName><active>true</active><label>Letter</label></recordTypes>';
    const members = { RecordType: ['Parcel__c.Letter'] };
    const files = { 'objects/Parcel__c.object': object(recordType) };
    assert.deepEqual(states(await org.deploy(members, files)), ['RecordType Parcel__c.Letter: created']);
    assert.equal(org.org.query('SELECT Id FROM RecordType').totalSize, 1);
    const listed = await org.connection.metadata.list({ type: 'RecordType' });
    assert.deepEqual(
        listed.map(({ fullName, fileName }) => [fullName, fileName]),
        [['Parcel__c.Letter', 'objects/Parcel__c.object']],
    );
    const retrieved = (await org.retrieve(members)).get('objects/Parcel__c.object') ?? '';
    assert.match(retrieved, /<recordTypes>.*<fullName>Letter</s);
    assert.doesNotMatch(retrieved, /<fields>/);
    const deletion = await org.deploy({}, { 'destructiveChanges.xml': manifest(members) });
    assert.deepEqual(problems(deletion), [
        'destructiveChanges.xml Parcel__c.Letter: Cannot delete record type through API',
    ]);
});

test('a folder of reports is named as itself, or as the official CLI does it, with a slash behind', async () => {
    for (const name of ['Parcels', 'Parcels/']) {
        const result = await org.deploy(
            { Report: [name] },
            {
                'reports/Parcels-meta.xml':
                    '<ReportFolder xmlns="http://soap.sforce.com/2006/04/metadata"><name>Parcels</name></ReportFolder>',
            },
        );
        assert.equal(result.success, true, problems(result).join());
    }
});
