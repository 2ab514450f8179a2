/** What is to happen once a transaction is committed: kept while it runs, dropped with what is rolled back. */
import type { Email } from '../email/outbox.ts';
import type { NewRecord } from '../flow/port.ts';
import type { Notification } from '../notifications/notifications.ts';
import type { FieldValue, ObjectSchema, StoredRecord } from '../schema/types.ts';

/** A record whose flow has a path to run after the commit, or later. */
export interface PathStart {
    /** By name: what runs later is the version that is active then. */
    readonly flow: string;
    readonly path: string;
    readonly id: string;
    readonly prior: StoredRecord | null;
}

/** What a save does to a path that waits for its time. */
export type PathChange =
    | { readonly kind: 'start'; readonly start: PathStart; readonly dueAt: number }
    /** Only if the path still waits. */
    | { readonly kind: 'move'; readonly start: PathStart; readonly dueAt: number }
    | { readonly kind: 'end'; readonly start: PathStart };

export interface CommitEffects {
    readonly events: readonly {
        readonly event: ObjectSchema;
        readonly row: NewRecord;
        readonly uuid: string;
        readonly by: FieldValue;
    }[];
    readonly asyncPaths: readonly PathStart[];
    readonly pathChanges: readonly PathChange[];
    readonly emails: readonly Email[];
    readonly notifications: readonly Notification[];
}
const NO_EFFECTS: CommitEffects = { events: [], asyncPaths: [], pathChanges: [], emails: [], notifications: [] };

export class PendingEffects {
    #all = NO_EFFECTS;

    get all(): CommitEffects {
        return this.#all;
    }

    /** Returns the way to take it back. */
    add<K extends keyof CommitEffects>(kind: K, effect: CommitEffects[K][number]): () => void {
        this.#all = { ...this.#all, [kind]: [...this.#all[kind], effect] };
        return () => {
            this.#all = { ...this.#all, [kind]: this.#all[kind].filter((other) => other !== effect) };
        };
    }

    /** Returns the way back to what there is now. */
    savepoint(): () => void {
        const all = this.#all;
        return () => void (this.#all = all);
    }
}
