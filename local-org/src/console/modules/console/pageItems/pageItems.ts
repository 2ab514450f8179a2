import { LightningElement, api } from 'lwc';
import { loadComponent } from 'console/components';
import type { ConsoleObject, ConsoleRelatedList, DetailSection, PageItem } from '../../../bootstrap.ts';

interface ShownItem {
    readonly key: string;
    readonly isHighlights?: boolean;
    readonly isTabs?: boolean;
    readonly sections?: readonly DetailSection[];
    readonly relatedList?: ConsoleRelatedList;
    readonly tabs?: readonly { readonly key: string; readonly label: string; readonly items: readonly PageItem[] }[];
    readonly note?: string;
    readonly elementClass?: typeof LightningElement;
    readonly properties?: Readonly<Record<string, unknown>>;
}

/** The items of one region, in order. What the console cannot show, it names. */
export default class PageItems extends LightningElement {
    /** Undefined on an app page. */
    @api object: ConsoleObject | undefined;
    @api recordId: string | undefined;
    @api items: readonly PageItem[] = [];

    shown: readonly ShownItem[] = [];

    connectedCallback(): void {
        void this.show();
    }

    private async show(): Promise<void> {
        const shown = await Promise.all(this.items.map((item, index) => this.shownItems(item, String(index))));
        this.shown = shown.flat();
    }

    private async shownItems(item: PageItem, key: string): Promise<ShownItem[]> {
        switch (item.kind) {
            case 'tabs':
                return [
                    { key, isTabs: true, tabs: item.tabs.map((tab, index) => ({ ...tab, key: `${key}.${index}` })) },
                ];
            case 'fields':
                return [{ key, sections: [item.section] }];
            case 'note':
                return [{ key, note: item.text }];
            default:
                return this.componentItems(item.name, item.properties, key);
        }
    }

    private async componentItems(
        name: string,
        properties: Readonly<Record<string, string>>,
        key: string,
    ): Promise<ShownItem[]> {
        const { object } = this;
        if (!object) return [await this.projectComponent(name, properties, key)];
        switch (name) {
            case 'force:highlightsPanel':
                return [{ key, isHighlights: true }];
            case 'force:detailPanel':
                return [{ key, sections: object.details }];
            case 'force:relatedListContainer':
                return object.relatedLists.map((relatedList) => ({
                    key: `${key}.${relatedList.name}`,
                    relatedList,
                }));
            case 'force:relatedListSingleContainer':
            case 'lst:dynamicRelatedList': {
                const wanted = properties['relatedListApiName'] ?? '';
                const relatedList = object.relatedLists.find((list) => list.name === wanted);
                return [
                    relatedList
                        ? { key, relatedList }
                        : { key, note: `Related list ${wanted} is not available in the local org.` },
                ];
            }
            default:
                return [await this.projectComponent(name, properties, key)];
        }
    }

    private async projectComponent(
        name: string,
        properties: Readonly<Record<string, string>>,
        key: string,
    ): Promise<ShownItem> {
        const component = await loadComponent(name.replace(/^c:/, ''));
        if (!component) return { key, note: `${name} cannot be shown by the local org.` };
        const context = this.object ? { recordId: this.recordId, objectApiName: this.object.apiName } : {};
        return {
            key,
            elementClass: component.elementClass,
            properties: { ...component.typed(properties), ...context },
        };
    }
}
