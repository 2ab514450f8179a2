/** What a command may know of the process that it runs in. */
export interface Surroundings {
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly stdout: { write(text: string): void };
    /** Where a progress bar may be drawn; absent when nobody looks. */
    readonly terminal?: NodeJS.WriteStream | undefined;
    /** Resolves when somebody asks the process to end. */
    readonly asked: Promise<void>;
}

/** Whoever asked has asked for something that there is not. */
export class UsageError extends Error {}
