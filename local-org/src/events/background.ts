/** Work that follows an answer: event batches and asynchronous paths, one after the other, each in a turn of its own. */
export class Background {
    readonly #jobs: (() => void)[] = [];
    #waiting: (() => void)[] = [];
    #scheduled = false;
    #closed = false;

    add(job: () => void): void {
        if (this.#closed) return;
        this.#jobs.push(job);
        this.#schedule();
    }

    /** Resolves once nothing is left to do. */
    idle(): Promise<void> {
        if (this.#jobs.length === 0 && !this.#scheduled) return Promise.resolve();
        return new Promise((resolve) => this.#waiting.push(resolve));
    }

    /** Drops what is waiting. */
    clear(): void {
        this.#jobs.length = 0;
    }

    close(): void {
        this.#closed = true;
        this.clear();
        this.#release();
    }

    #schedule(): void {
        if (this.#scheduled) return;
        this.#scheduled = true;
        setImmediate(() => this.#runOne());
    }

    #runOne(): void {
        this.#scheduled = false;
        const job = this.#jobs.shift();
        try {
            job?.();
        } finally {
            if (this.#jobs.length > 0) this.#schedule();
            else this.#release();
        }
    }

    #release(): void {
        const waiting = this.#waiting;
        this.#waiting = [];
        for (const resolve of waiting) resolve();
    }
}
