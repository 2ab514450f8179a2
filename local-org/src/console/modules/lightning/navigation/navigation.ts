/** Stand-in for lightning/navigation: https://developer.salesforce.com/docs/platform/lwc/guide/use-navigate.html */
import { currentPage, onPageChange, openPage, urlOf } from 'console/router';
import type { PageReference } from 'console/router';

const Navigate = Symbol('Navigate');
const GenerateUrl = Symbol('GenerateUrl');

// TypeScript wants exactly this parameter list of a mixin's constructor.
type Constructor = new (...args: any[]) => object;

export const NavigationMixin = Object.assign(
    <T extends Constructor>(Base: T) =>
        class extends Base {
            [Navigate](page: PageReference, replace = false): void {
                openPage(page, replace);
            }

            [GenerateUrl](page: PageReference): Promise<string> {
                return Promise.resolve(urlOf(page));
            }
        },
    { Navigate, GenerateUrl },
);

export class CurrentPageReference {
    private readonly emit: (page: PageReference) => void;
    private stop: (() => void) | undefined;

    constructor(emit: (page: PageReference) => void) {
        this.emit = emit;
    }

    connect(): void {
        this.stop = onPageChange(this.emit);
        this.emit(currentPage());
    }

    update(): void {
        this.emit(currentPage());
    }

    disconnect(): void {
        this.stop?.();
    }
}
