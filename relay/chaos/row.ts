/** A row of docs/reliability.md: one test in three lengths, whose figures are judged by lines. */

/** `short` belongs to `npm test`, `long` fits with all the others into some twenty minutes, `full` is what the row asks for. */
export type Length = 'short' | 'long' | 'full';

export interface Trial {
    readonly length: Length;
    /** What is random follows from it, so that a run can be repeated as far as the machine's own timing allows. */
    readonly seed: number;
    /** Of the soak, in place of what its length says. */
    readonly minutes?: number | undefined;
    progress(done: number, of: number): void;
}

export interface Line {
    readonly what: string;
    readonly value: number;
    readonly bound: 'at least' | 'at most';
    readonly limit: number;
    readonly unit: string;
    /**
     * `law`: holds at any length, else the row is broken. `goal`: a figure that this machine may miss. `extent`: how
     * much was tried; less than the row asks for is missed, except in the short form.
     */
    readonly kind: 'law' | 'goal' | 'extent';
    /** Why a goal or an extent may be missed. */
    readonly why: string;
}

export interface Outcome {
    readonly lines: readonly Line[];
    /** Figures that nothing is asked of. */
    readonly also?: Readonly<Record<string, string | number>>;
}

export interface Row {
    readonly id: string;
    readonly title: string;
    /** In the words of the requirement. */
    readonly passLine: string;
    /** The test that runs the short form in `npm test`: file › name. */
    readonly test: string;
    run(trial: Trial): Promise<Outcome>;
}

export const law = (what: string, value: number, bound: Line['bound'], limit: number, unit = ''): Line => ({
    ...{ what, value, bound, limit, unit, kind: 'law', why: '' },
});

/** What must not happen even once. */
export const none = (what: string, value: number): Line => law(what, value, 'at most', 0);

export const goal = (
    what: string,
    value: number,
    bound: Line['bound'],
    limit: number,
    unit: string,
    why: string,
): Line => ({ what, value, bound, limit, unit, kind: 'goal', why });

/** Asked of the relay under abuse. */
export const memoryGrown = (megabytes: number): Line =>
    goal('memory grown by', megabytes, 'at most', 50, 'MB', 'the peak of a busy heap, measured once');

export const extent = (
    what: string,
    value: number,
    limit: number,
    why = 'the long form ends within minutes; --full tries all',
): Line => ({ what, value, bound: 'at least', limit, unit: '', kind: 'extent', why });

export const holds = ({ value, bound, limit }: Line): boolean =>
    bound === 'at least' ? value >= limit : value <= limit;

export type Verdict = 'reached' | 'missed' | 'broken';

/** Of the short form only the laws are asked. */
export function verdictOf({ lines }: Outcome, length: Length): Verdict {
    const open = lines.filter((line) => !holds(line));
    if (open.some(({ kind }) => kind === 'law')) return 'broken';
    return open.length > 0 && length !== 'short' ? 'missed' : 'reached';
}

export function figure(value: number): string {
    const digits = Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
    return value.toLocaleString('en-GB', { maximumFractionDigits: digits });
}

const measured = ({ what, value, unit }: Line): string => `${what} ${figure(value)}${unit === '' ? '' : ` ${unit}`}`;

/** All figures of a row in one line of text. */
export function figuresOf({ lines, also = {} }: Outcome): string {
    const others = Object.entries(also).map(
        ([what, value]) => `${what} ${typeof value === 'number' ? figure(value) : value}`,
    );
    return [...lines.map(measured), ...others].join(', ');
}

/** What is asked of figures that do not reach it, and why they do not. */
export function shortOf({ lines }: Outcome, length: Length): string[] {
    return lines
        .filter((line) => !holds(line) && (line.kind === 'law' || length !== 'short'))
        .map((line) => {
            const asked = `${measured(line)}, ${line.bound} ${figure(line.limit)} asked`;
            return line.why === '' ? asked : `${asked}: ${line.why}`;
        });
}
