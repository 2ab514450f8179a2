/** One report of a message, as its history keeps it. */
export interface HistoryLine {
    readonly key: string;
    readonly at: string;
    /** The provider gave no time; this is when the report came in. */
    readonly isReceipt: boolean;
    /** Our word for it: a status or what the person did; empty for a word of the provider's that nobody has listed. */
    readonly word: string;
    /** As the provider wrote it; empty when it wrote nothing. */
    readonly raw: string;
    readonly code: string;
}

export interface History {
    readonly lines: readonly HistoryLine[];
    /** Some reports between the first and the last are left out. */
    readonly isCut: boolean;
}

const SEPARATOR = ' | ';
const GAP = '…';
const BLANK = '-';

/** Reads `time | word | raw | code | key`, one report a line; what is written otherwise is left out. */
export function readHistory(text: string | null): History {
    const written = (text ?? '').split(/\r?\n/);
    const lines = written.flatMap((line, index): HistoryLine[] => {
        const [time, word, raw, code] = line.split(SEPARATOR).map((part) => (part === BLANK ? '' : part));
        if (!time || word === undefined || raw === undefined || code === undefined) return [];
        const isReceipt = time.startsWith('~');
        return [{ key: String(index), at: isReceipt ? time.slice(1) : time, isReceipt, word, raw, code }];
    });
    return { lines, isCut: written.includes(GAP) };
}
