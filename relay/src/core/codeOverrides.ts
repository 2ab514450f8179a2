/** What admins say of a provider's codes in place of its table: `Provider_Code__mdt`, by org. Pure. */
import { z } from 'zod';
import type { DeliveryReport } from './ports.ts';
import { FAILURE_CLASSES } from './vocabulary.ts';
import type { FailureClass } from './vocabulary.ts';

export interface CodeOverride {
    readonly provider: string;
    readonly code: string;
    readonly class: FailureClass;
    /** Different messages that must agree before Permanent suppresses; null: as many as the table says. */
    readonly evidence: number | null;
}

/** A record that cannot be used, and why: the provider's own table stands. */
export interface WrongOverride {
    readonly record: string;
    readonly reason: string;
}

export interface CodeOverrides {
    readonly used: readonly CodeOverride[];
    readonly wrong: readonly WrongOverride[];
}

export const NO_OVERRIDES: CodeOverrides = { used: [], wrong: [] };

/** As the org answers. */
const Row = z.object({
    DeveloperName: z.string(),
    Provider__c: z.string().nullish(),
    Code__c: z.string().nullish(),
    Failure_Class__c: z.string().nullish(),
    Evidence__c: z.number().nullish(),
});
type Row = z.infer<typeof Row>;

const MOST_EVIDENCE = 9;
/** The table calls it passing, or does not know it: one message alone is then no proof that a number is dead. */
const UNSURE_EVIDENCE = 2;

/** Ids of all that the relay knows. */
type Known = Pick<ReadonlySet<string>, 'has'>;

const nameOf = (provider: string, code: string): string => `${provider}\n${code}`;

function readOne(row: Row, providers: Known): CodeOverride | string {
    const [provider, code, word] = [row.Provider__c?.trim() ?? '', row.Code__c?.trim() ?? '', row.Failure_Class__c];
    if (provider === '' || code === '') return 'names no provider or no code';
    if (!providers.has(provider)) return `this relay knows no provider "${provider}"`;
    const known = FAILURE_CLASSES.find((each) => each === word);
    if (known === undefined) return `"${word ?? ''}" is no failure class`;
    const evidence = row.Evidence__c ?? null;
    if (evidence !== null && (!Number.isInteger(evidence) || evidence < 1 || evidence > MOST_EVIDENCE))
        return `needs from 1 to ${MOST_EVIDENCE} messages, not ${evidence}`;
    if (evidence !== null && known !== 'Permanent') return 'only Permanent is a matter of several messages';
    return { provider, code, class: known, evidence };
}

/** Of two that name one code neither is used: nobody can tell which was meant. */
export function readOverrides(rows: readonly unknown[], providers: Known): CodeOverrides {
    const read = rows.map((each) => {
        const { data: row } = Row.safeParse(each);
        if (row === undefined) return { record: 'unnamed', result: 'cannot be read' };
        return { record: row.DeveloperName, result: readOne(row, providers) };
    });
    const byCode = Map.groupBy(read, ({ record, result }) =>
        typeof result === 'string' ? record : nameOf(result.provider, result.code),
    );
    const used: CodeOverride[] = [];
    const wrong: WrongOverride[] = [];
    for (const { record, result } of read) {
        if (typeof result === 'string') {
            wrong.push({ record, reason: result });
            continue;
        }
        const twins = byCode.get(nameOf(result.provider, result.code)) ?? [];
        if (twins.length === 1) used.push(result);
        else wrong.push({ record, reason: `${result.provider} ${result.code} stands in more than one record` });
    }
    return { used, wrong };
}

/** Applies them to one report after the other. */
export function overriding({ used }: CodeOverrides): (report: DeliveryReport) => DeliveryReport {
    const byCode = new Map(used.map((each) => [nameOf(each.provider, each.code), each]));
    if (byCode.size === 0) return (report) => report;
    return (report) => {
        // What has not failed has no class; and a person's own refusal is nobody's to explain away.
        if (report.failureClass === null || report.failureClass === 'Opted Out' || report.code === null) return report;
        const own = byCode.get(nameOf(report.provider, report.code));
        if (own === undefined) return report;
        if (own.class !== 'Permanent') return { ...report, failureClass: own.class, permanentEvidence: null };
        const { failureClass, permanentEvidence } = report;
        const needed =
            failureClass === 'Permanent'
                ? (own.evidence ?? permanentEvidence ?? 1)
                : Math.max(own.evidence ?? 1, UNSURE_EVIDENCE);
        return { ...report, failureClass: 'Permanent', permanentEvidence: needed };
    };
}
