/** Stand-in for RefreshView: https://developer.salesforce.com/docs/platform/lwc/guide/data-refreshview.html */
type Handler = () => Promise<unknown>;
const handlers = new Map<number, Handler>();
let lastId = 0;

export class RefreshEvent extends CustomEvent<void> {
    static readonly type = 'lightning__refreshview';

    constructor() {
        super(RefreshEvent.type, { bubbles: true, composed: true });
    }
}

export function registerRefreshHandler(host: object, handler: Handler): number {
    handlers.set(++lastId, handler.bind(host));
    return lastId;
}

export function unregisterRefreshHandler(id: number): void {
    handlers.delete(id);
}

/** Called by the console's shell when a component asks for a refresh of the view. */
export const runRefreshHandlers = (): Promise<unknown> =>
    Promise.all([...handlers.values()].map((handler) => handler()));
