import { LightningElement, api } from 'lwc';
import type { ConsoleObject, PageItem, PageRegion } from '../../../bootstrap.ts';

const SIDE_REGIONS = /sidebar|right/i;
const TOP_REGIONS = /header|top/i;

/** A record page laid out as its FlexiPage says: a header, a main column, a side column. */
export default class RecordPage extends LightningElement {
    @api object!: ConsoleObject;
    @api recordId!: string;

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
        const { source } = this.object.page;
        return source
            ? `Laid out from FlexiPage ${source}.`
            : 'Built-in page: the project has no record page for this object.';
    }

    private itemsOf(chosen: (region: PageRegion) => boolean): readonly PageItem[] {
        return this.object.page.regions.filter(chosen).flatMap(({ items }) => items);
    }
}
