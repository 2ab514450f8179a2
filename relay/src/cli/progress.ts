/** A bar on long work, where somebody looks. */
import { SingleBar } from 'cli-progress';
import type { Surroundings } from './surroundings.ts';

export interface Progress {
    /** So much is done in all. */
    update(done: number): void;
    end(): void;
}

/** `total` is null when nobody knows it beforehand. Silent unless stderr is a terminal, so that scripts and `--json` are not disturbed. */
export function startProgress({ terminal }: Surroundings, what: string, total: number | null): Progress {
    if (terminal === undefined) return { update: () => undefined, end: () => undefined };
    const known = `${what} [{bar}] {percentage} %, {value} of {total}, {eta_formatted} left`;
    const format = total === null ? `${what}: {value}` : known;
    const bar = new SingleBar({ format, stream: terminal, clearOnComplete: true, hideCursor: true });
    bar.start(total ?? 0, 0);
    return { update: (done) => bar.update(done), end: () => bar.stop() };
}
