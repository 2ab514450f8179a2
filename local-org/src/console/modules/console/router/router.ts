/** The console's pages and their addresses, which are Lightning Experience's own. */
export interface PageReference {
    readonly type: string;
    readonly attributes?: Readonly<Record<string, string>>;
    readonly state?: Readonly<Record<string, string>>;
}

type Listener = (page: PageReference) => void;
const listeners = new Set<Listener>();

export function urlOf(page: PageReference): string {
    const state = new URLSearchParams(page.state).toString();
    return page.type === 'standard__webPage' || state === '' ? pathOf(page) : `${pathOf(page)}?${state}`;
}

function pathOf(page: PageReference): string {
    const { apiName = '', objectApiName = '', recordId = '', actionName, url = '' } = page.attributes ?? {};
    switch (page.type) {
        case 'standard__recordPage':
            return `/lightning/r/${objectApiName}/${recordId}/${actionName ?? 'view'}`;
        case 'standard__objectPage':
            return `/lightning/o/${objectApiName}/${actionName ?? 'list'}`;
        case 'standard__navItemPage':
            return `/lightning/n/${apiName}`;
        case 'standard__webPage':
            return url;
        default:
            return `/lightning/${page.type}`;
    }
}

/** What of an address is the console's own, and no page's state. */
const OWN_PARAMETERS = ['as', 'language'];

export function currentPage(): PageReference {
    const state = Object.fromEntries(
        [...new URLSearchParams(window.location.search)].filter(([name]) => !OWN_PARAMETERS.includes(name)),
    );
    return { ...pageAt(window.location.pathname), state };
}

function pageAt(pathname: string): PageReference {
    const [, , kind = '', objectApiName = '', id = '', actionName = ''] = pathname.split('/');
    if (kind === 'r') return { type: 'standard__recordPage', attributes: { objectApiName, recordId: id, actionName } };
    if (kind === 'o') return { type: 'standard__objectPage', attributes: { objectApiName, actionName: id } };
    if (kind === 'n') return { type: 'standard__navItemPage', attributes: { apiName: objectApiName } };
    return { type: 'standard__home' };
}

export function openPage(page: PageReference, replace = false): void {
    const url = urlOf(page);
    if (page.type === 'standard__webPage' && new URL(url, window.location.href).origin !== window.location.origin) {
        window.open(url, '_blank', 'noopener');
        return;
    }
    window.history[replace ? 'replaceState' : 'pushState'](null, '', url);
    tellListeners();
}

/** Calls back on each change of page; returns the function that stops it. */
export function onPageChange(listener: Listener): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
}

function tellListeners(): void {
    const page = currentPage();
    for (const listener of listeners) listener(page);
}

window.addEventListener('popstate', tellListeners);
