/** What files other than flows refer to. */
import type { MetadataDocument, Problem, XmlNode } from './document.ts';
import type { PackageIndex } from './packageIndex.ts';

type Finding = readonly [node: XmlNode, message: string];
type Check = (document: MetadataDocument, index: PackageIndex) => Finding[];

const CHECKS: Readonly<Record<string, Check>> = {
    CompactLayout: ({ root, object }, index) =>
        root.all('fields').flatMap((node) => unknownField(node, object, node.text, index)),
    CustomApplication: checkApplication,
    CustomField: ({ root }, index) => root.all('referenceTo').flatMap((node) => unknownObject(node, node.text, index)),
    CustomMetadata: checkCustomMetadata,
    CustomObjectTranslation: checkObjectTranslation,
    CustomTab: ({ root, fullName }, index) => [
        ...(root.value('customObject') === 'true' ? unknownObject(root, fullName, index) : []),
        ...unknownName(root.all('flexiPage'), 'FlexiPage', 'page', index),
    ],
    FlexiPage: checkFlexiPage,
    Flow: ({ root }, index) =>
        unknownName(
            root.all('subflows').flatMap((subflow) => subflow.all('flowName')),
            'Flow',
            'flow',
            index,
        ),
    Layout: checkLayout,
    ListView: ({ root, object }, index) =>
        [...root.all('columns'), ...root.all('filters').flatMap((filter) => filter.all('field'))]
            .filter((node) => node.text.endsWith('__c')) // standard columns go by names of their own, such as CONTACT.EMAIL
            .flatMap((node) => unknownField(node, object, node.text, index)),
    PermissionSet: checkPermissionSet,
    QuickAction: ({ root, fullName }, index) =>
        [...root.walk()]
            .filter(({ name }) => name === 'field')
            .flatMap((node) => unknownField(node, fullName.split('.')[0], node.text, index)),
    ReportType: checkReportType,
    ValidationRule: ({ root }, index) =>
        root.all('errorConditionFormula').flatMap((node) => unknownPermissions(node, index)),
};

export function checkReferences(document: MetadataDocument, index: PackageIndex): Problem[] {
    const findings = CHECKS[document.root.name]?.(document, index) ?? [];
    return findings.map(([node, message]) => ({ path: document.path, line: node.line, message }));
}

function unknownObject(node: XmlNode, object: string, index: PackageIndex): Finding[] {
    return index.hasObject(object) ? [] : [[node, `unknown object ${object}`]];
}

function unknownField(node: XmlNode, object: string | undefined, field: string, index: PackageIndex): Finding[] {
    return object !== undefined && index.hasField(object, field)
        ? []
        : [[node, `unknown field ${object ?? '?'}.${field}`]];
}

function unknownName(nodes: readonly XmlNode[], type: string, what: string, index: PackageIndex): Finding[] {
    return nodes
        .filter((node) => !index.names(type).has(node.text))
        .map((node) => [node, `unknown ${what} ${node.text}`]);
}

function unknownPermissions(node: XmlNode, index: PackageIndex): Finding[] {
    return [...node.text.matchAll(/\$Permission\.(\w+)/g)]
        .filter(([, name = '']) => !index.names('CustomPermission').has(name))
        .map(([reference]): Finding => [node, `unknown custom permission ${reference}`]);
}

function checkApplication({ root }: MetadataDocument, index: PackageIndex): Finding[] {
    const own = root.all('tabs').filter((tab) => !tab.text.startsWith('standard-'));
    const overrides = root.all('actionOverrides');
    return [
        ...unknownName(own, 'CustomTab', 'tab', index),
        ...unknownName(
            overrides.flatMap((override) => override.all('content')),
            'FlexiPage',
            'page',
            index,
        ),
        ...overrides
            .flatMap((override) => override.all('pageOrSobjectType'))
            .flatMap((node) => unknownObject(node, node.text, index)),
    ];
}

function checkCustomMetadata({ root, fullName }: MetadataDocument, index: PackageIndex): Finding[] {
    const type = `${fullName.split('.')[0] ?? ''}__mdt`;
    if (!index.hasObject(type)) return [[root, `unknown object ${type}`]];
    return root
        .all('values')
        .flatMap((values) => values.all('field'))
        .flatMap((node) => unknownField(node, type, node.text, index));
}

/** Properties of layout components whose value names another region of the page. */
const FACETS: ReadonlySet<string> = new Set(['body', 'columns', 'tabs']);

function checkFlexiPage({ root }: MetadataDocument, index: PackageIndex): Finding[] {
    const nodes = [...root.walk()];
    const regions = new Set(root.all('flexiPageRegions').map((region) => region.value('name')));
    const components = nodes.filter(({ name }) => name === 'componentName');
    const properties = nodes.filter(({ name }) => name === 'componentInstanceProperties');
    const fields = nodes.filter(({ name }) => name === 'fieldItem');
    const object = root.value('sobjectType');
    return [
        ...root.all('sobjectType').flatMap((node) => unknownObject(node, node.text, index)),
        ...components
            .filter(({ text }) => !text.includes(':') || text.startsWith('c:'))
            .filter(({ text }) => !index.components.has(text.replace(/^c:/, '')))
            .map((node): Finding => [node, `unknown component ${node.text}`]),
        ...properties
            .filter((property) => FACETS.has(property.value('name') ?? '') && !regions.has(property.value('value')))
            .map((node): Finding => [node, `unknown region ${node.value('value') ?? ''}`]),
        ...fields.flatMap((node) => unknownField(node, object, node.text.replace(/^Record\./, ''), index)),
    ];
}

function checkPermissionSet({ root }: MetadataDocument, index: PackageIndex): Finding[] {
    const inside = (list: string, name: string): XmlNode[] => root.all(list).flatMap((entry) => entry.all(name));
    return [
        ...inside('objectPermissions', 'object').flatMap((node) => unknownObject(node, node.text, index)),
        ...inside('fieldPermissions', 'field').flatMap((node) => {
            const [object, field = ''] = node.text.split('.');
            return unknownField(node, object, field, index);
        }),
        ...unknownName(inside('customPermissions', 'name'), 'CustomPermission', 'custom permission', index),
        ...inside('customMetadataTypeAccesses', 'name').flatMap((node) => unknownObject(node, node.text, index)),
        ...unknownName(
            inside('tabSettings', 'tab').filter(({ text }) => !text.startsWith('standard-')),
            'CustomTab',
            'tab',
            index,
        ),
        ...unknownName(inside('applicationVisibilities', 'application'), 'CustomApplication', 'application', index),
    ];
}

function checkReportType({ root }: MetadataDocument, index: PackageIndex): Finding[] {
    const columns = root.all('sections').flatMap((section) => section.all('columns'));
    return [
        ...root.all('baseObject').flatMap((node) => unknownObject(node, node.text, index)),
        ...columns.flatMap((column) =>
            column
                .all('field')
                .filter(({ text }) => !text.includes('.')) // over a lookup, by its own name
                .flatMap((node) => unknownField(node, column.value('table'), node.text, index)),
        ),
    ];
}

/** Its name is that of the object with the language behind it. */
function checkObjectTranslation({ root, fullName }: MetadataDocument, index: PackageIndex): Finding[] {
    const object = fullName.replace(/-\w+$/, '');
    const named = (list: string): XmlNode[] => root.all(list).flatMap((entry) => entry.all('name'));
    return [
        ...unknownObject(root, object, index),
        ...named('fields').flatMap((node) => unknownField(node, object, node.text, index)),
        ...named('validationRules')
            .filter(({ text }) => !index.names('ValidationRule').has(`${object}.${text}`))
            .map((node): Finding => [node, `unknown validation rule ${object}.${node.text}`]),
    ];
}

function checkLayout({ root, fullName }: MetadataDocument, index: PackageIndex): Finding[] {
    const nodes = [...root.walk()];
    const fields = nodes.filter(({ name }) => name === 'layoutItems').flatMap((item) => item.all('field'));
    const actions = nodes
        .filter((node) => node.name === 'platformActionListItems' && node.value('actionType') === 'QuickAction')
        .flatMap((item) => item.all('actionName'))
        .filter(({ text }) => text.includes('.')); // others are those of the platform
    return [
        ...fields.flatMap((node) => unknownField(node, fullName.split('-')[0], node.text, index)),
        ...unknownName(actions, 'QuickAction', 'quick action', index),
    ];
}
