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
        (base: typeof LightningElement): new () => Navigating;
        readonly Navigate: typeof Navigate;
    };
}

declare module '@salesforce/label/*' {
    const text: string;
    export default text;
}

/** What the platform knows of the reader: https://developer.salesforce.com/docs/platform/lwc/guide/create-i18n.html */
declare module '@salesforce/i18n/*' {
    const value: string;
    export default value;
}
