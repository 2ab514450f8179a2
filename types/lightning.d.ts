/** The platform's modules that the components use and no package describes. */
declare module 'lightning/graphql' {
    /** A field's answer; `Id` comes as a plain text. */
    export type GraphQLNode = { readonly Id: string } & {
        readonly [field: string]: { readonly value: unknown; readonly displayValue?: string | null } | undefined;
    };

    export interface GraphQLResult<T> {
        readonly data?: T;
        readonly errors?: readonly { readonly message: string }[];
        /** Asks again; resolves when the answer was delivered, or was the same. */
        readonly refresh?: () => Promise<void>;
    }

    export function gql(parts: TemplateStringsArray, ...values: unknown[]): object;

    export const graphql: new (emit: (result: GraphQLResult<never>) => void) => {
        connect(): void;
        disconnect(): void;
        update(config: { query: object; variables?: object; operationName?: string }): void;
    };
}

/** https://developer.salesforce.com/docs/platform/lwc/guide/use-navigate.html */
declare module 'lightning/navigation' {
    import type { LightningElement } from 'lwc';

    const Navigate: unique symbol;

    interface PageReference {
        readonly type: string;
        readonly attributes: Readonly<Record<string, string | undefined>>;
    }

    type Navigating = LightningElement & { [Navigate](page: PageReference): void };

    export const NavigationMixin: {
        (base: typeof LightningElement): Omit<typeof LightningElement, never> & (new () => Navigating);
        readonly Navigate: typeof Navigate;
    };
}

declare module '@salesforce/label/*' {
    const text: string;
    export default text;
}

/** https://developer.salesforce.com/docs/platform/lwc/guide/create-permissions.html */
declare module '@salesforce/customPermission/*' {
    const isGranted: true | undefined;
    export default isGranted;
}

/** What the platform knows of the reader: https://developer.salesforce.com/docs/platform/lwc/guide/create-i18n.html */
declare module '@salesforce/i18n/*' {
    const value: string;
    export default value;
}

declare module 'lightning/uiObjectInfoApi' {
    export interface ObjectInfo {
        readonly createable: boolean;
        readonly updateable: boolean;
        /** Those that the reader may see, by their names. */
        readonly fields: Readonly<Record<string, { readonly updateable: boolean }>>;
    }
    /** Given the name of an object that does not exist for the reader, it answers with an error. */
    export const getObjectInfo: new (emit: (result: WireAnswer<never>) => void) => {
        connect(): void;
        disconnect(): void;
        update(config: { objectApiName: string | ObjectId }): void;
    };
    export interface WireAnswer<T> {
        readonly data?: T;
        readonly error?: unknown;
    }
    export interface ObjectId {
        readonly objectApiName: string;
    }
}

declare module 'lightning/uiRecordApi' {
    interface RecordInput {
        readonly apiName?: string;
        readonly fields: Readonly<Record<string, unknown>>;
    }
    import type { WireAnswer } from 'lightning/uiObjectInfoApi';

    export interface UiRecord {
        readonly fields: Readonly<Record<string, { readonly value: unknown }>>;
    }
    export const getRecord: new (emit: (result: WireAnswer<never>) => void) => {
        connect(): void;
        disconnect(): void;
        update(config: { recordId: string; fields: readonly { readonly fieldApiName: string }[] }): void;
    };
    export function createRecord(input: RecordInput): Promise<{ readonly id: string }>;
    export function updateRecord(input: RecordInput): Promise<{ readonly id: string }>;
}

/** https://developer.salesforce.com/docs/platform/lightning-component-reference/guide/lightning-emp-api.html */
declare module 'lightning/empApi' {
    interface Subscription {
        readonly id: string;
        readonly channel: string;
    }
    export function subscribe<P>(
        channel: string,
        replayId: number,
        onMessage: (message: { readonly data: { readonly payload: P } }) => void,
    ): Promise<Subscription>;
    export function unsubscribe(subscription: Subscription): Promise<unknown>;
}

declare module 'lightning/platformShowToastEvent' {
    export class ShowToastEvent extends CustomEvent<unknown> {
        constructor(toast: { title: string; message?: string; variant?: 'info' | 'success' | 'warning' | 'error' });
    }
}

declare module '@salesforce/schema/*' {
    const field: { readonly objectApiName: string; readonly fieldApiName: string };
    export default field;
}
