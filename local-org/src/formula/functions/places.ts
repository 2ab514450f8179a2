/**
 * Places on the earth. The distance is the great circle's on a sphere of the earth's mean radius.
 * https://help.salesforce.com/s/articleView?id=sf.customize_functions_distance.htm (2026-11-25)
 */
import { FormulaError, FormulaValueError } from '../language.ts';
import type { Location } from '../language.ts';
import { inexact } from '../numbers.ts';
import { form, functionOf } from './signature.ts';
import type { FunctionCompiler } from './signature.ts';

const RADIUS: ReadonlyMap<string, number> = new Map([
    ['mi', 3958.761],
    ['km', 6371.009],
]);

function location(latitude: number, longitude: number): Location {
    if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180)
        throw new FormulaValueError(`${latitude}, ${longitude} is no place`);
    return { latitude, longitude };
}

function distance(from: Location, to: Location, unit: string): number {
    const radius = RADIUS.get(unit);
    if (radius === undefined) throw new FormulaValueError(`'${unit}' is neither 'mi' nor 'km'`);
    const radians = (degrees: number): number => (degrees * Math.PI) / 180;
    const half = (a: number, b: number): number => Math.sin((radians(b) - radians(a)) / 2) ** 2;
    const chord =
        half(from.latitude, to.latitude) +
        Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * half(from.longitude, to.longitude);
    return 2 * radius * Math.asin(Math.min(1, Math.sqrt(chord)));
}

const DISTANCE: FunctionCompiler = (call) => {
    const unit = call.args[2]?.literal;
    if (typeof unit === 'string' && !RADIUS.has(unit)) throw new FormulaError("The unit of DISTANCE is 'mi' or 'km'");
    return measured(call);
};

const measured = functionOf(
    form(['Location', 'Location', 'Text'], 'Number', (from, to, unit) => inexact(distance(from, to, unit))),
);

export const PLACES: Readonly<Record<string, FunctionCompiler>> = {
    DISTANCE,
    GEOLOCATION: functionOf(
        form(['Number', 'Number'], 'Location', (latitude, longitude) =>
            location(latitude.toNumber(), longitude.toNumber()),
        ),
    ),
};
