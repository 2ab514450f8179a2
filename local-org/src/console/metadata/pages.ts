/** Pages: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_flexipage.htm (checked 2026-11-21) */
import type { MetadataFile } from '../../schema/projectFiles.ts';
import type { ObjectSchema } from '../../schema/types.ts';
import type { XmlElement } from '../../schema/xml.ts';
import type { PageItem, PageRegion, PageLayout } from '../bootstrap.ts';

const component = (name: string): PageItem => ({ kind: 'component', name, properties: {} });

/** What an object without a page of its own gets. */
const BUILT_IN: PageLayout = {
    source: undefined,
    template: 'flexipage:recordHomeTemplateDesktop',
    regions: [
        { name: 'header', items: [component('force:highlightsPanel')] },
        { name: 'main', items: [component('force:detailPanel')] },
        { name: 'sidebar', items: [component('force:relatedListContainer')] },
    ],
};

/** The object's first record page by name: the local org knows no activation by app, profile or record type. */
export function recordPageOf(object: ObjectSchema, flexiPages: readonly MetadataFile[]): PageLayout {
    const page = flexiPages.find(
        ({ root }) => root.value('type') === 'RecordPage' && root.value('sobjectType') === object.name,
    );
    return page ? layoutOf(page) : BUILT_IN;
}

/** The page that a tab of its own shows; undefined when the project has no app page of that name. */
export function appPageOf(name: string, flexiPages: readonly MetadataFile[]): PageLayout | undefined {
    const page = flexiPages.find(({ root, fullName }) => root.value('type') === 'AppPage' && fullName === name);
    return page && layoutOf(page);
}

function layoutOf(page: MetadataFile): PageLayout {
    const elements = new Map(page.root.all('flexiPageRegions').map((region) => [region.value('name') ?? '', region]));
    const regions = [...elements].filter(([, region]) => region.value('type') === 'Region');
    return {
        source: page.fullName,
        template: page.root.child('template')?.value('name') ?? BUILT_IN.template,
        regions: regions.map(([name, region]): PageRegion => ({ name, items: itemsOf(region, elements) })),
    };
}

type Regions = ReadonlyMap<string, XmlElement>;

function itemsOf(region: XmlElement | undefined, regions: Regions): PageItem[] {
    return (region?.all('itemInstances') ?? []).flatMap((item) => {
        const instance = item.child('componentInstance');
        if (instance) return componentItem(instance, regions);
        const field = fieldName(item);
        return field ? [{ kind: 'fields', section: { label: '', columns: [[field]] } }] : [];
    });
}

function componentItem(instance: XmlElement, regions: Regions): PageItem[] {
    const name = instance.value('componentName') ?? '';
    const properties = propertiesOf(instance);
    const shown = pageItem(name, properties, regions);
    const rule = instance.child('visibilityRule');
    return rule
        ? [{ kind: 'note', text: `${name} is always shown: visibility rules are not evaluated here.` }, shown]
        : [shown];
}

function pageItem(name: string, properties: Readonly<Record<string, string>>, regions: Regions): PageItem {
    switch (name) {
        case 'flexipage:tabset':
            return { kind: 'tabs', tabs: tabsOf(regions.get(properties['tabs'] ?? ''), regions) };
        case 'flexipage:fieldSection':
            return { kind: 'fields', section: fieldSection(properties, regions) };
        default:
            return { kind: 'component', name, properties };
    }
}

function tabsOf(facet: XmlElement | undefined, regions: Regions): { label: string; items: PageItem[] }[] {
    return (facet?.all('itemInstances') ?? []).flatMap((item) => {
        const tab = item.child('componentInstance');
        if (!tab) return [];
        const properties = propertiesOf(tab);
        return [
            {
                label: tabLabel(properties['title'] ?? ''),
                items: itemsOf(regions.get(properties['body'] ?? ''), regions),
            },
        ];
    });
}

/** `Standard.Tab.detail` is how the platform names its own tabs. */
function tabLabel(title: string): string {
    const standard = /^Standard\.Tab\.(\w+)$/.exec(title)?.[1];
    if (!standard) return title;
    return (
        { detail: 'Details', relatedLists: 'Related', activity: 'Activity', collaborate: 'Chatter' }[standard] ??
        standard
    );
}

function fieldSection(
    properties: Readonly<Record<string, string>>,
    regions: Regions,
): { label: string; columns: string[][] } {
    const columns = regions.get(properties['columns'] ?? '')?.all('itemInstances') ?? [];
    return {
        label: properties['label'] ?? '',
        columns: columns.map((column) => {
            const instance = column.child('componentInstance');
            const body = instance ? regions.get(propertiesOf(instance)['body'] ?? '') : undefined;
            return (body?.all('itemInstances') ?? []).flatMap((item) => fieldName(item) ?? []);
        }),
    };
}

const fieldName = (item: XmlElement): string | undefined =>
    item
        .child('fieldInstance')
        ?.value('fieldItem')
        ?.replace(/^Record\./, '');

function propertiesOf(instance: XmlElement): Record<string, string> {
    const pairs = instance
        .all('componentInstanceProperties')
        .map((property) => [property.value('name') ?? '', property.value('value') ?? ''] as const);
    return Object.fromEntries(pairs);
}
