/** Date and time functions; the running user's time zone is UTC. */
import {
    addMonths,
    dateOf,
    dateTimeOf,
    DAY,
    makeDate,
    millisOf,
    millisOfTime,
    parts,
    timeOf,
    wholeSecond,
} from '../calendar.ts';
import { FormulaValueError } from '../language.ts';
import { expectCount, form, functionOf } from './signature.ts';
import type { FunctionCompiler } from './signature.ts';

const NOW: FunctionCompiler = ({ scope, ...call }) => {
    expectCount({ scope, ...call }, 0);
    return { type: 'DateTime', run: (env) => wholeSecond(scope.now(env)) };
};

const TODAY: FunctionCompiler = ({ scope, ...call }) => {
    expectCount({ scope, ...call }, 0);
    return { type: 'Date', run: (env) => dateOf(scope.now(env)) };
};

const TIMENOW: FunctionCompiler = ({ scope, ...call }) => {
    expectCount({ scope, ...call }, 0);
    return { type: 'Time', run: (env) => timeOf(scope.now(env)) };
};

function dateFromText(text: string): string | null {
    if (text === '') return null;
    const match = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text.trim());
    if (!match) throw new FormulaValueError(`'${text}' is not a date`);
    return makeDate(Number(match[1]), Number(match[2]), Number(match[3]));
}

function dateTimeFromText(text: string): string | null {
    if (text === '') return null;
    const match = /^(\d{4}-\d{1,2}-\d{1,2})[ T](\d{1,2}):(\d{1,2}):(\d{1,2})Z?$/.exec(text.trim());
    const date = match?.[1] === undefined ? null : dateFromText(match[1]);
    if (!match || date === null) throw new FormulaValueError(`'${text}' is not a date and time`);
    return dateTimeOf(millisOf(date) + clockMillis(Number(match[2]), Number(match[3]), Number(match[4])));
}

function timeFromText(text: string): string | null {
    if (text === '') return null;
    const match = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,3}))?Z?$/.exec(text.trim());
    if (!match) throw new FormulaValueError(`'${text}' is not a time`);
    const millis = Number((match[4] ?? '0').padEnd(3, '0'));
    return timeOf(clockMillis(Number(match[1]), Number(match[2]), Number(match[3])) + millis);
}

function clockMillis(hour: number, minute: number, second: number): number {
    if (hour > 23 || minute > 59 || second > 59) throw new FormulaValueError('That is no time of day');
    return ((hour * 60 + minute) * 60 + second) * 1000;
}

/** 1 is Sunday. */
const weekday = (date: string): number => new Date(millisOf(date)).getUTCDay() + 1;

/** The day of the year, 1 to 366. */
const dayOfYear = (date: string): number => (millisOf(date) - millisOf(makeDate(parts(date).year, 1, 1))) / DAY + 1;

/** The Thursday of a date's ISO week, whose year and number are the week's. */
const thursday = (date: string): string => dateOf(millisOf(date) + (4 - (((weekday(date) + 5) % 7) + 1)) * DAY);

/** `HH:MM:SS`, or `D:HH:MM:SS`. */
function duration(seconds: number, withDays: boolean): string {
    const whole = Math.trunc(Math.abs(seconds));
    const two = (part: number): string => String(part).padStart(2, '0');
    const hours = Math.floor(whole / 3600);
    const rest = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
    return withDays ? `${Math.floor(hours / 24)}:${two(hours % 24)}:${rest}` : `${two(hours)}:${rest}`;
}

const ofDate = (run: (date: string) => number): FunctionCompiler => functionOf(form(['Date'], 'Number', run));
const ofDay = (run: (date: string) => number): FunctionCompiler =>
    functionOf(
        form(['Date'], 'Number', run),
        form(['DateTime'], 'Number', (at) => run(at.slice(0, 10))),
    );
const ofTime = (unit: number, count: number): FunctionCompiler =>
    functionOf(form(['Time'], 'Number', (time) => Math.floor(millisOfTime(time) / unit) % count));

export const DATES: Readonly<Record<string, FunctionCompiler>> = {
    NOW,
    TODAY,
    TIMENOW,
    DATE: functionOf(form(['Whole', 'Whole', 'Whole'], 'Date', makeDate)),
    DATEVALUE: functionOf(
        form(['Text'], 'Date', dateFromText),
        form(['DateTime'], 'Date', (at) => at.slice(0, 10)),
        form(['Date'], 'Date', (date) => date),
    ),
    DATETIMEVALUE: functionOf(
        form(['Text'], 'DateTime', dateTimeFromText),
        form(['Date'], 'DateTime', (date) => dateTimeOf(millisOf(date))),
        form(['DateTime'], 'DateTime', (at) => at),
    ),
    TIMEVALUE: functionOf(
        form(['Text'], 'Time', timeFromText),
        form(['DateTime'], 'Time', (at) => at.slice(11)),
        form(['Time'], 'Time', (time) => time),
    ),
    YEAR: ofDate((date) => parts(date).year),
    MONTH: ofDate((date) => parts(date).month),
    DAY: ofDate((date) => parts(date).day),
    WEEKDAY: ofDate(weekday),
    DAYOFYEAR: ofDay(dayOfYear),
    ISOWEEK: ofDay((date) => Math.ceil(dayOfYear(thursday(date)) / 7)),
    ISOYEAR: ofDay((date) => parts(thursday(date)).year),
    HOUR: ofTime(3_600_000, 24),
    MINUTE: ofTime(60_000, 60),
    SECOND: ofTime(1000, 60),
    MILLISECOND: ofTime(1, 1000),
    ADDMONTHS: functionOf(
        form(['Date', 'Whole'], 'Date', addMonths),
        form(['DateTime', 'Whole'], 'DateTime', addMonths),
    ),
    UNIXTIMESTAMP: functionOf(
        form(['DateTime'], 'Number', (at) => millisOf(at) / 1000),
        form(['Date'], 'Number', (date) => millisOf(date) / 1000),
        form(['Time'], 'Number', (time) => millisOfTime(time) / 1000),
    ),
    FORMATDURATION: functionOf(
        form(['Whole'], 'Text', (seconds) => duration(seconds, false)),
        form(['Whole', 'Boolean'], 'Text', duration),
        form(['Time', 'Time'], 'Text', (a, b) => duration((millisOfTime(a) - millisOfTime(b)) / 1000, false)),
        form(['DateTime', 'DateTime'], 'Text', (a, b) => duration((millisOf(a) - millisOf(b)) / 1000, true)),
    ),
    FROMUNIXTIME: functionOf(
        form(['Number'], 'DateTime', (seconds) => dateTimeOf(seconds.times(1000).trunc().toNumber())),
    ),
};
