/** Evaluating formulas over a handful of named values. */
import { compileFormula } from '../../src/formula/index.ts';
import type { FormulaScope, FormulaType } from '../../src/formula/index.ts';
import type { FieldValue } from '../../src/schema/types.ts';

export const NOW = Date.UTC(2026, 10, 21, 12, 30, 15);

/** Values by name, each with its type; `prior` has what they were before the save. */
export interface Given {
    readonly values?: Readonly<Record<string, readonly [FormulaType, FieldValue]>>;
    readonly prior?: Readonly<Record<string, FieldValue>>;
    readonly isNew?: boolean;
    readonly blanksAsZero?: boolean;
    readonly syntax?: 'merge' | 'bare';
}

export function scopeOf({
    values = {},
    prior,
    isNew,
    blanksAsZero = false,
    syntax = 'bare',
}: Given): FormulaScope<null> {
    return {
        syntax,
        blanksAsZero,
        now: () => NOW,
        resolve: (name) => {
            const found = values[name];
            return (
                found && {
                    type: found[0],
                    read: () => found[1],
                    ...(prior ? { prior: () => prior[name] ?? null } : {}),
                }
            );
        },
        ...(isNew === undefined ? {} : { isNew: () => isNew }),
    };
}

export function evaluate(source: string, given: Given = {}): FieldValue {
    return compileFormula(source, scopeOf(given)).evaluate(null);
}
