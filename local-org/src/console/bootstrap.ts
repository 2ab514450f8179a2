/** What the page is told at its start: the session, and how the project's metadata says pages look. */
import type { FieldType } from '../schema/types.ts';

export interface ConsoleBootstrap {
    readonly accessToken: string;
    readonly apiVersion: string;
    readonly orgName: string;
    readonly userId: string;
    readonly userName: string;
    /** The user's `LanguageLocaleKey` and `LocaleSidKey`. */
    readonly language: string;
    readonly locale: string;
    /** Names of the custom permissions that the user has. */
    readonly customPermissions: readonly string[];
    readonly appLabel: string;
    /** Objects and app pages, by the name of their tab. */
    readonly tabs: readonly string[];
    readonly appPages: Readonly<Record<string, ConsoleAppPage>>;
    readonly objects: Readonly<Record<string, ConsoleObject>>;
    readonly panels: readonly ConsolePanel[];
}

/** A page of another server shown in the utility bar. */
export interface ConsolePanel {
    readonly label: string;
    readonly url: string;
}

/** A tab that shows a FlexiPage of its own, at `/lightning/n/<tab>`. */
export interface ConsoleAppPage {
    readonly apiName: string;
    readonly label: string;
    readonly icon: string;
    readonly page: PageLayout;
}

export interface ConsoleObject {
    readonly apiName: string;
    readonly label: string;
    readonly pluralLabel: string;
    readonly icon: string;
    readonly nameField: string;
    readonly fields: Readonly<Record<string, ConsoleField>>;
    readonly listViews: readonly ConsoleListView[];
    /** Fields beside the name at the top of a record page. */
    readonly highlights: readonly string[];
    readonly details: readonly DetailSection[];
    readonly relatedLists: readonly ConsoleRelatedList[];
    readonly page: PageLayout;
}

export interface ConsoleField {
    readonly apiName: string;
    readonly label: string;
    readonly type: FieldType;
    readonly helpText?: string;
    /** For lookups: the relationship to follow for a name, and the objects it may lead to. */
    readonly relationshipName?: string;
    readonly referenceTo?: readonly string[];
}

export interface ConsoleListView {
    /** Undefined of the one that every object has here. */
    readonly name?: string;
    readonly label: string;
    readonly columns: readonly string[];
    /** A `where` argument of the GraphQL API, written out; empty for all rows. */
    readonly where: string;
    /** Parts of the metadata that the console does not apply, in words. */
    readonly notApplied: readonly string[];
}

export interface DetailSection {
    readonly label: string;
    readonly columns: readonly (readonly string[])[];
}

export interface ConsoleRelatedList {
    /** The child relationship's name, as FlexiPages call it. */
    readonly name: string;
    readonly label: string;
    readonly objectApiName: string;
    /** The child's lookup to this object. */
    readonly lookup: string;
    readonly columns: readonly string[];
}

export interface PageLayout {
    /** Full name of the FlexiPage, or undefined for the built-in page of an object without one. */
    readonly source: string | undefined;
    readonly template: string;
    readonly regions: readonly PageRegion[];
}

export interface PageRegion {
    readonly name: string;
    readonly items: readonly PageItem[];
}

export type PageItem =
    | { readonly kind: 'component'; readonly name: string; readonly properties: Readonly<Record<string, string>> }
    | {
          readonly kind: 'tabs';
          readonly tabs: readonly { readonly label: string; readonly items: readonly PageItem[] }[];
      }
    | { readonly kind: 'fields'; readonly section: DetailSection }
    | { readonly kind: 'note'; readonly text: string };
