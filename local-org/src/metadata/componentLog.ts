/** Ids and dates of the org's components, as lists of metadata show them. */
import type { IdAllocator } from '../records/ids.ts';
import type { HeldComponent } from './contents.ts';
import type { Member } from './manifest.ts';

interface Entry {
    readonly id: string;
    readonly createdAt: number;
    readonly modifiedAt: number;
}

export class ComponentLog {
    readonly #entries = new Map<string, Entry>();
    readonly #startedAt: number;

    constructor(startedAt: number) {
        this.#startedAt = startedAt;
    }

    entryOf(component: Pick<HeldComponent, 'type' | 'fullName' | 'keyPrefix'>, ids: IdAllocator): Entry {
        const key = keyOf(component);
        const known = this.#entries.get(key);
        const at = known?.createdAt ?? this.#startedAt;
        const entry = known?.id
            ? known
            : { id: ids.allocate(component.keyPrefix), createdAt: at, modifiedAt: known?.modifiedAt ?? at };
        this.#entries.set(key, entry);
        return entry;
    }

    /** Notes that the component was deployed. */
    deployed(member: Member, isNew: boolean, now: number): void {
        const known = this.#entries.get(keyOf(member));
        const createdAt = isNew ? now : (known?.createdAt ?? this.#startedAt);
        this.#entries.set(keyOf(member), { id: isNew ? '' : (known?.id ?? ''), createdAt, modifiedAt: now });
    }
}

const keyOf = ({ type, fullName }: Member): string => `${type}#${fullName}`;
