/** Stand-in: https://developer.salesforce.com/docs/platform/lwc/guide/use-toast.html. The console's shell shows it. */
export interface Toast {
    readonly title: string;
    readonly message?: string;
    readonly variant?: 'info' | 'success' | 'warning' | 'error';
}

export class ShowToastEvent extends CustomEvent<Toast> {
    constructor(toast: Toast) {
        super('lightning__showtoast', { bubbles: true, composed: true, cancelable: true, detail: toast });
    }
}
