/** What a failure means, and what a sender is: decided by tables, the same way for every provider. */
import { z } from 'zod';
import { FAILURE_CLASSES } from './vocabulary.ts';
import type { DeliveryStatus, FailureClass } from './vocabulary.ts';

/** A provider's `<id>.codes.json`: what each of its codes means, in our words, and where that is written. */
const CodeTable = z.strictObject({
    sources: z.array(z.string()).min(1),
    checked: z.iso.date(),
    notes: z.array(z.string()).optional(),
    codes: z.record(
        z.string(),
        z.strictObject({
            /** null: a notice that explains no failure. */
            class: z.enum(FAILURE_CLASSES).nullable(),
            meaning: z.string().min(1),
            /** Different messages that must agree before it suppresses; for codes whose cause is known to pass. */
            evidence: z.int().min(2).max(9).optional(),
        }),
    ),
    /** The raw status words that name a reason. A word alone is never Permanent: only a code is. */
    words: z.record(z.string(), z.enum(FAILURE_CLASSES).exclude(['Permanent'])),
});
export type CodeTable = z.infer<typeof CodeTable>;

/** What a class is decided by, wherever it is written. */
export interface CodeClasses {
    readonly codes: Readonly<
        Record<string, { readonly class: FailureClass | null; readonly evidence?: number | undefined }>
    >;
    readonly words: Readonly<Record<string, FailureClass>>;
}

export function readCodeTable(table: unknown): CodeTable {
    return CodeTable.parse(table);
}

const FAILURES: ReadonlySet<DeliveryStatus | null> = new Set(['Expired', 'Failed', 'Undelivered', 'Rejected']);

export interface Failure {
    readonly failureClass: FailureClass | null;
    readonly permanentEvidence: number | null;
}

/** A vendor's flag for a code that nobody has described: known ones are set though the cause passes. */
const FLAG_EVIDENCE = 2;

/** By the code, else the raw status word, else the vendor's own flag, else Unknown; what has not failed has no class. */
export function classify(
    table: CodeClasses,
    status: DeliveryStatus | null,
    rawStatus: string,
    code: string | null,
    permanent?: boolean | null,
): Failure {
    if (!FAILURES.has(status)) return { failureClass: null, permanentEvidence: null };
    const listed = code !== null && Object.hasOwn(table.codes, code) ? table.codes[code] : undefined;
    const word = Object.hasOwn(table.words, rawStatus) ? table.words[rawStatus] : undefined;
    const known = listed?.class ?? word;
    if (known !== undefined) {
        return { failureClass: known, permanentEvidence: known === 'Permanent' ? (listed?.evidence ?? 1) : null };
    }
    if (code === null || permanent === undefined || permanent === null) {
        return { failureClass: 'Unknown', permanentEvidence: null };
    }
    return permanent
        ? { failureClass: 'Permanent', permanentEvidence: FLAG_EVIDENCE }
        : { failureClass: 'Temporary', permanentEvidence: null };
}

/** North American toll-free codes: https://www.fcc.gov/general/what-toll-free-number-and-how-does-it-work (2026-11-21) */
const TOLL_FREE = /^\+1(?:800|833|844|855|866|877|888)\d{7}$/;

export function senderTypeOf(sender: string | null): string | null {
    if (sender === null) return null;
    if (/\p{L}/u.test(sender)) return 'Alphanumeric';
    if (/^\d{3,8}$/.test(sender)) return 'Short Code';
    if (TOLL_FREE.test(sender)) return 'Toll-Free';
    return /^\+?\d{9,15}$/.test(sender) ? 'Long Code' : null;
}
