import { LightningElement, api } from 'lwc';
import type { ConsoleObject, PageItem, PageLayout, PageRegion } from '../../../bootstrap.ts';

const SIDE_REGIONS = /sidebar|right/i;
const TOP_REGIONS = /header|top/i;

/** A record's page or an app's, laid out as its FlexiPage says: a header, a main column, a side column. */
export default class FlexiPage extends LightningElement {
    @api layout!: PageLayout;
    /** Of an app page, which shows no header of its own. */
    @api heading: string | undefined;
    /** Undefined on an app page. */
    @api object: ConsoleObject | undefined;
    @api recordId: string | undefined;

    connectedCallback(): void {
        if (this.heading) document.title = this.heading;
    }

    get headerItems(): readonly PageItem[] {
        return this.itemsOf(({ name }) => TOP_REGIONS.test(name));
    }

    get mainItems(): readonly PageItem[] {
        return this.itemsOf(({ name }) => !TOP_REGIONS.test(name) && !SIDE_REGIONS.test(name));
    }

    get sideItems(): readonly PageItem[] {
        return this.itemsOf(({ name }) => SIDE_REGIONS.test(name));
    }

    get hasSide(): boolean {
        return this.sideItems.length > 0;
    }

    get pageSource(): string {
        const { source } = this.layout;
        return source
            ? `Laid out from FlexiPage ${source}.`
            : 'Built-in page: the project has no record page for this object.';
    }

    private itemsOf(chosen: (region: PageRegion) => boolean): readonly PageItem[] {
        return this.layout.regions.filter(chosen).flatMap(({ items }) => items);
    }
}
