/** A small invented project with one of everything that the console reads: parcels that belong to contacts. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const metadata = (type: string, body: string): string =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<${type} xmlns="http://soap.sforce.com/2006/04/metadata">${body}</${type}>`;

const field = (name: string, body: string): string =>
    metadata('CustomField', `<fullName>${name}</fullName><label>${name.replace('__c', '')}</label>${body}`);

const PARCEL = 'force-app/main/default/objects/Parcel__c';

const component = (name: string, properties = ''): string =>
    `<itemInstances><componentInstance>${properties}<componentName>${name}</componentName>` +
    `<identifier>${name.replace(':', '_')}</identifier></componentInstance></itemInstances>`;

const property = (name: string, value: string): string =>
    `<componentInstanceProperties><name>${name}</name><value>${value}</value></componentInstanceProperties>`;

const region = (name: string, type: string, items: string): string =>
    `<flexiPageRegions>${items}<name>${name}</name><type>${type}</type></flexiPageRegions>`;

const FILES: Readonly<Record<string, string>> = {
    'sfdx-project.json': '{"packageDirectories":[{"path":"force-app","default":true}],"sourceApiVersion":"67.0"}',
    [`${PARCEL}/Parcel__c.object-meta.xml`]: metadata(
        'CustomObject',
        '<label>Parcel</label><pluralLabel>Parcels</pluralLabel><nameField><label>Number</label>' +
            '<type>Text</type></nameField><deploymentStatus>Deployed</deploymentStatus><sharingModel>Read</sharingModel>',
    ),
    [`${PARCEL}/fields/Weight__c.field-meta.xml`]: field(
        'Weight__c',
        '<type>Number</type><precision>10</precision><scale>2</scale>',
    ),
    [`${PARCEL}/fields/Heavy__c.field-meta.xml`]: field(
        'Heavy__c',
        '<type>Checkbox</type><formula>Weight__c &gt; 20</formula>',
    ),
    [`${PARCEL}/fields/Stage__c.field-meta.xml`]: field(
        'Stage__c',
        '<type>Picklist</type><valueSet><restricted>true</restricted><valueSetDefinition><sorted>false</sorted>' +
            '<value><fullName>Packed</fullName><default>false</default><label>Packed up</label></value>' +
            '<value><fullName>Arrived</fullName><default>false</default><label>Arrived</label></value>' +
            '</valueSetDefinition></valueSet>',
    ),
    [`${PARCEL}/fields/Due__c.field-meta.xml`]: field('Due__c', '<type>DateTime</type>'),
    [`${PARCEL}/fields/Receiver__c.field-meta.xml`]: field(
        'Receiver__c',
        '<type>Lookup</type><referenceTo>Contact</referenceTo><relationshipName>Parcels</relationshipName>',
    ),
    [`${PARCEL}/listViews/All.listView-meta.xml`]: metadata(
        'ListView',
        '<fullName>All</fullName><columns>NAME</columns><columns>Weight__c</columns><columns>Vanished__c</columns>' +
            '<filterScope>Everything</filterScope><label>All of them</label>',
    ),
    [`${PARCEL}/listViews/Moving.listView-meta.xml`]: metadata(
        'ListView',
        '<fullName>Moving</fullName><columns>NAME</columns><filterScope>Mine</filterScope><filters>' +
            '<field>Stage__c</field><operation>equals</operation><value>Packed,Arrived</value></filters><filters>' +
            '<field>Due__c</field><operation>equals</operation><value>TODAY</value></filters><label>Moving</label>',
    ),
    'force-app/main/default/tabs/Parcel__c.tab-meta.xml': metadata(
        'CustomTab',
        '<customObject>true</customObject><motif>Custom13: Box</motif>',
    ),
    'force-app/main/default/applications/Post.app-meta.xml': metadata(
        'CustomApplication',
        '<label>Post Office</label><navType>Standard</navType><tabs>Parcel__c</tabs><tabs>standard-Contact</tabs>' +
            '<tabs>standard-Chatter</tabs><uiType>Lightning</uiType>',
    ),
    'force-app/main/default/labels/CustomLabels.labels-meta.xml': metadata(
        'CustomLabels',
        '<labels><fullName>Badge</fullName><language>en_US</language><protected>true</protected>' +
            '<shortDescription>Badge</shortDescription><value>Handle &lt;with&gt; "care"</value></labels>',
    ),
    'force-app/main/default/flexipages/Parcel_Page.flexipage-meta.xml': metadata(
        'FlexiPage',
        region('header', 'Region', component('force:highlightsPanel')) +
            region('inTab', 'Facet', component('force:detailPanel')) +
            region(
                'tabs',
                'Facet',
                component('flexipage:tab', property('title', 'Standard.Tab.detail') + property('body', 'inTab')),
            ) +
            region('main', 'Region', component('flexipage:tabset', property('tabs', 'tabs'))) +
            region(
                'sidebar',
                'Region',
                component('parcelBadge', property('size', '3')) + component('runtime_sales_activities:activityPanel'),
            ) +
            '<masterLabel>Parcel Page</masterLabel><sobjectType>Parcel__c</sobjectType>' +
            '<template><name>flexipage:recordHomeTemplateDesktop</name></template><type>RecordPage</type>',
    ),
    'force-app/main/default/lwc/parcelBadge/parcelBadge.ts': `
        import { LightningElement, api } from 'lwc';
        import BADGE from '@salesforce/label/c.Badge';
        export default class ParcelBadge extends LightningElement {
            @api recordId!: string;
            @api size = 0;
            @api large = false;
            get text(): string { return \`\${BADGE} \${this.size + 1} \${this.large} \${this.recordId.length}\`; }
        }`,
    'force-app/main/default/lwc/parcelBadge/parcelBadge.html': '<template><p class="badge">{text}</p></template>',
    'force-app/main/default/lwc/parcelBadge/parcelBadge.js-meta.xml': metadata(
        'LightningComponentBundle',
        '<apiVersion>67.0</apiVersion><isExposed>true</isExposed><targets><target>lightning__RecordPage</target>' +
            '</targets><targetConfigs><targetConfig targets="lightning__RecordPage">' +
            '<property name="size" type="Integer" default="1"/><property name="large" type="Boolean" default="true"/>' +
            '</targetConfig></targetConfigs>',
    ),
};

/** Writes the project to a new directory; `more` adds files or, with an empty text, leaves some out. */
export function writeParcelProject(more: Readonly<Record<string, string>> = {}): string {
    const directory = mkdtempSync(join(tmpdir(), 'parcel-project-'));
    for (const [path, text] of Object.entries({ ...FILES, ...more })) {
        if (text === '') continue;
        mkdirSync(dirname(join(directory, path)), { recursive: true });
        writeFileSync(join(directory, path), text);
    }
    return directory;
}
