/** R17: whether the time that a refusal takes tells how much of the signature was right (dudect: Welch's t, cropped). */
import { createHmac } from 'node:crypto';
import type { RawRequest } from '../src/core/ports.ts';
import { bsr } from '../src/providers/bsr.ts';
import { Dice } from '../../test/support/dice.ts';
import { extent, law } from './row.ts';
import type { Length, Row } from './row.ts';

const SECRET = 'invented-secret';
const BODY = Buffer.from('{"event":"delivery_report"}');
/** The slowest tenth is the machine's: collections, other processes (https://github.com/oreparaz/dudect, 2026-11-26). */
const KEPT = 0.9;

interface Moments {
    readonly count: number;
    readonly mean: number;
    readonly variance: number;
}

function momentsOf(times: readonly number[]): Moments {
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
    const variance = times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / (times.length - 1);
    return { count: times.length, mean, variance };
}

function welch(a: readonly number[], b: readonly number[]): number {
    const limit = [...a, ...b].sort((x, y) => x - y)[Math.floor((a.length + b.length) * KEPT)] ?? Infinity;
    const [one, two] = [a, b].map((times) => momentsOf(times.filter((time) => time <= limit))) as [Moments, Moments];
    return (one.mean - two.mean) / Math.sqrt(one.variance / one.count + two.variance / two.count);
}

function timeOf(request: RawRequest): number {
    const since = process.hrtime.bigint();
    try {
        bsr.verify(request, { secrets: [SECRET], publicUrl: 'https://relay.example.com', now: 0 });
    } catch {
        return Number(process.hrtime.bigint() - since);
    }
    throw new Error('a wrong signature was accepted');
}

const MOST_T = 4.5;
const ATTEMPTS = 3;
const SAMPLES: Readonly<Record<Length, number>> = { short: 5_000, long: 100_000, full: 100_000 };

export const signatureTiming: Row = {
    id: 'R17',
    title: 'time tells nothing of a signature',
    passLine: '10⁵ samples with the first and with the last character wrong: |t| < 4.5',
    test: 'relay/test/unit/proof.test.ts › R17: the time of a refusal does not tell how much of the signature was right',
    async run({ length, seed, progress }) {
        const dice = new Dice(seed);
        const right = createHmac('sha256', SECRET).update(BODY).digest('hex');
        const flip = (character: string): string => (character === '0' ? '1' : '0');
        // New strings for each sample, as a request brings them: where one object lies in memory tells nothing.
        const requestOf = (signature: Buffer): RawRequest => ({
            ...{ method: 'POST', url: '/hooks/bsr/demo', body: BODY },
            headers: { 'x-bsr-signature': signature.toString('latin1') },
        });
        const first = Buffer.from(`sha256=${flip(right.slice(0, 1))}${right.slice(1)}`);
        const last = Buffer.from(`sha256=${right.slice(0, -1)}${flip(right.slice(-1))}`);
        for (let warmUp = 0; warmUp < 5_000; warmUp += 1) timeOf(requestOf(warmUp % 2 === 0 ? first : last));
        function measure(): { readonly t: number; readonly micros: number } {
            const times: [number[], number[]] = [[], []];
            for (let sample = 0; sample < 2 * SAMPLES[length]; sample += 1) {
                const which = dice.roll(2) === 0 ? 0 : 1; // at random, so that neither meets more of what else goes on
                times[which].push(timeOf(requestOf(which === 0 ? first : last)));
                if (sample % 10_000 === 0) progress(sample, 2 * SAMPLES[length]);
            }
            return { t: Math.abs(welch(...times)), micros: momentsOf(times[0]).mean / 1_000 };
        }
        let [measured, attempts] = [measure(), 1];
        // What a comparison tells it tells every time; what else the machine does, once.
        for (; measured.t > MOST_T && attempts < ATTEMPTS; attempts += 1) measured = measure();
        return {
            lines: [
                extent('samples of each', SAMPLES[length], SAMPLES.full),
                law('|t|', measured.t, 'at most', MOST_T),
            ],
            also: { 'a refusal, µs': measured.micros, attempts },
        };
    },
};
