/**
 * Every text of the components is a label, and every label can be read in each language of the package; so can
 * whatever else people see that the Metadata API translates:
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_customobjecttranslation.htm and
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_translations.htm (2026-11-26).
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { XMLParser } from 'fast-xml-parser';

const PACKAGE = 'force-app/main/default';
const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'labels' || name === 'customLabels' });

interface LabelsFile {
    readonly CustomLabels: { readonly labels: readonly { readonly fullName: string; readonly value: string }[] };
}
interface TranslationFile {
    readonly Translations: { readonly customLabels: readonly { readonly name: string; readonly label: string }[] };
}

const read = (file: string): unknown => parser.parse(readFileSync(file, 'utf8'));

/** In the shape of the Metadata API, which the metadata check enforces. */
const LABELS = new Map(
    (read(`${PACKAGE}/labels/CustomLabels.labels-meta.xml`) as LabelsFile).CustomLabels.labels.map((label) => [
        label.fullName,
        label.value,
    ]),
);
const LANGUAGES = globSync(`${PACKAGE}/translations/*.translation-meta.xml`);

const placeholders = (text: string): string[] => [...text.matchAll(/\{\d+\}/g)].map(([found]) => found).sort();

test('the package speaks a second language', () => {
    assert.deepEqual(
        LANGUAGES.map((file) => path.basename(file)),
        ['de.translation-meta.xml'],
    );
});

for (const file of LANGUAGES) {
    const { customLabels } = (read(file) as TranslationFile).Translations;
    const texts = new Map(customLabels.map(({ name, label }) => [name, label]));

    test(`every label has a text in ${path.basename(file)}`, () => {
        const missing = [...LABELS].filter(([name]) => !texts.get(name)?.trim());
        const told = missing.map(([name, english]) => `${name} (\u201c${english}\u201d)`).join('\n  ');
        assert.equal(missing.length, 0, `${file} lacks a text for:\n  ${told}`);
    });

    test(`${path.basename(file)} has no text without a label`, () => {
        const left = [...texts.keys()].filter((name) => !LABELS.has(name));
        assert.equal(left.length, 0, `${file} has texts whose label is gone: ${left.join(', ')}`);
    });

    test(`${path.basename(file)} has each text once`, () => {
        const names = customLabels.map(({ name }) => name);
        assert.deepEqual(
            names.filter((name, index) => names.indexOf(name) !== index),
            [],
        );
    });

    test(`${path.basename(file)} has the placeholders of each label`, () => {
        for (const [name, text] of texts) {
            assert.deepEqual(placeholders(text), placeholders(LABELS.get(name) ?? ''), name);
        }
    });
}

/** Texts in one kind of element, by the name that stands with them. */
function pairs(xml: string, element: string, name: string, text: string): Map<string, string> {
    const blocks = xml.match(new RegExp(`<${element}>[^]*?</${element}>`, 'g')) ?? [];
    const first = (block: string, tag: string): string => new RegExp(`<${tag}>([^<]*)<`).exec(block)?.[1] ?? '';
    return new Map(blocks.map((block) => [first(block, name), first(block, text).trim()]));
}

/** Of a file of metadata, `Rate_by_Day.report-meta.xml`. */
const nameOf = (file: string): string => path.basename(file).split('.')[0] ?? '';

const translationOf = (object: string): string =>
    readFileSync(`${PACKAGE}/objectTranslations/${object}-de/${object}-de.objectTranslation-meta.xml`, 'utf8');

/** Objects whose records people see; those of metadata types and events are for who sets up. */
const OBJECTS = globSync(`${PACKAGE}/objects/*`)
    .map((folder) => path.basename(folder))
    .filter((name) => !/__(mdt|e)$/.test(name));

for (const object of OBJECTS) {
    test(`the fields and choices of ${object} have German names`, () => {
        const xml = translationOf(object);
        const labels = pairs(xml, 'fields', 'name', 'label');
        const missing = globSync(`${PACKAGE}/objects/${object}/fields/*`).flatMap((file) => {
            const field = nameOf(file);
            const translated =
                xml.match(/<fields>[^]*?<\/fields>/g)?.find((one) => one.includes(`<name>${field}<`)) ?? '';
            const known = pairs(translated, 'picklistValues', 'masterLabel', 'translation');
            const choices = [...pairs(readFileSync(file, 'utf8'), 'value', 'fullName', 'label').values()];
            const isNamed = (choice: string): boolean => Boolean(known.get(choice)) || /^[A-Z]\w+\/\w/.test(choice); // Europe/Berlin
            return [labels.get(field) ? '' : field, ...choices.filter((choice) => !isNamed(choice))].filter(Boolean);
        });
        assert.deepEqual(missing, []);
        if (!object.endsWith('__c')) return; // the platform translates its own
        for (const plural of ['true', 'false']) {
            const cases = xml.match(new RegExp(`<plural>${plural}<`, 'g'));
            assert.equal(cases?.length, 4, 'nominative, accusative, genitive, dative');
        }
        assert.match(xml, /<gender>/);
    });

    test(`help texts, sections and buttons of ${object} have German words`, () => {
        const german = translationOf(object);
        const lacking = (element: string, name: string, text: string, wanted: readonly string[]): string[] => {
            const known = pairs(german, element, name, text);
            return wanted.filter((each) => !known.get(each)).map((each) => `${text} of ${each}`);
        };
        const fields = globSync(`${PACKAGE}/objects/${object}/fields/*`);
        const having = (element: string): string[] =>
            fields.filter((file) => readFileSync(file, 'utf8').includes(`<${element}>`)).map(nameOf);
        const sections = globSync(`${PACKAGE}/layouts/${object}-*`).flatMap((file) =>
            [...pairs(readFileSync(file, 'utf8'), 'layoutSections', 'label', 'customLabel')]
                .filter(([, custom]) => custom === 'true')
                .map(([label]) => label),
        );
        const actions = globSync(`${PACKAGE}/quickActions/${object}.*`).map((file) => file.split('.')[1] ?? '');
        const rules = globSync(`${PACKAGE}/objects/${object}/validationRules/*`).map(nameOf);
        const missing = [
            ...lacking('fields', 'name', 'help', having('inlineHelpText')),
            ...lacking('fields', 'name', 'relationshipLabel', having('relationshipLabel')),
            ...lacking('sections', 'section', 'label', sections),
            ...lacking('quickActions', 'name', 'label', actions),
            ...lacking('validationRules', 'name', 'errorMessage', rules),
        ];
        assert.deepEqual(missing, []);
        assert.equal(german.includes('<nameFieldLabel>'), object.endsWith('__c'));
    });
}

const GERMAN = readFileSync(`${PACKAGE}/translations/de.translation-meta.xml`, 'utf8');

/** The elements of one kind, by their own name and not that of a part. */
function blocks(element: string): Map<string, string> {
    const found = GERMAN.match(new RegExp(`<${element}>[^]*?</${element}>`, 'g')) ?? [];
    return new Map(found.map((block) => [/^ {8}<name>([^<]*)/m.exec(block)?.[1] ?? '', block]));
}

test('report types, reports, the dashboard and the app have German names and descriptions', () => {
    const wanted: Readonly<Record<string, readonly string[]>> = {
        reportTypes: globSync(`${PACKAGE}/reportTypes/*`).map(nameOf),
        reports: globSync(`${PACKAGE}/reports/*/*`).map((file) => `Landed/${nameOf(file)}`),
        dashboards: globSync(`${PACKAGE}/dashboards/*/*`).map((file) => `Landed/${nameOf(file)}`),
        customApplications: globSync(`${PACKAGE}/applications/*`).map(nameOf),
    };
    for (const [element, names] of Object.entries(wanted)) {
        const german = blocks(element);
        assert.deepEqual([...german.keys()].sort(), [...names].sort(), element);
        for (const [name, block] of german)
            assert.match(block, /^ {8}<description>[^<]+<[^]*^ {8}<label>[^<]+</m, name);
    }
});

test('each section of a report type has a German name', () => {
    for (const type of globSync(`${PACKAGE}/reportTypes/*`)) {
        const known = pairs(blocks('reportTypes').get(nameOf(type)) ?? '', 'sections', 'name', 'label');
        const names = [...pairs(readFileSync(type, 'utf8'), 'sections', 'masterLabel', 'masterLabel').keys()];
        assert.deepEqual([...known.keys()], names, type);
        assert.ok(![...known.values()].includes(''), type);
    }
});

test('each tab of a page has a German name', () => {
    const german = pairs(GERMAN, 'customTabs', 'name', 'label');
    const tabs = globSync(`${PACKAGE}/tabs/Landed_*`).map(nameOf);
    assert.deepEqual([...german.keys()].sort(), tabs.sort());
});

/** What stands between tags, or in an attribute that people read or hear, and is not bound to a property. */
function literalTexts(html: string): string[] {
    const between = [...html.matchAll(/>([^<>]*)</g)].map(([, text = '']) => text.replaceAll(/\{[^}]*\}/g, ''));
    const attributes = [...html.matchAll(/\s(?:label|title|alternative-text|placeholder|aria-label|alt)="([^"]*)"/g)];
    return [...between, ...attributes.map(([, text = '']) => text)].filter((text) => /\p{L}/u.test(text));
}

test('a literal text in a template is found, a bound one is not', () => {
    const html = '<template><p title="Hello" class="big">{name}</p>\n<p>Again {name}</p></template>';
    assert.deepEqual(literalTexts(html), ['Again ', 'Hello']);
});

test('no component has a literal text', () => {
    const found = globSync(`${PACKAGE}/lwc/*/*.html`).flatMap((file) =>
        literalTexts(readFileSync(file, 'utf8')).map((text) => `${file}: ${text}`),
    );
    assert.deepEqual(found, []);
});
