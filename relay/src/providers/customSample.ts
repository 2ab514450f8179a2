/** What a configured provider would send of a test message. */
import type { RawRequest, SampleOrder } from '../core/ports.ts';
import { isObject } from '../core/reading.ts';
import { formSample, jsonSample, querySample, secretPath, TEST_EMAIL, TEST_NUMBER } from '../core/sample.ts';
import { signed } from './customProof.ts';
import type { CustomProvider } from './customSettings.ts';

/** An object with the value at the path. */
const nested = (path: readonly string[], value: unknown): Record<string, unknown> =>
    path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Record<string, unknown>; // a path has a name

function merged(left: Record<string, unknown>, right: Record<string, unknown>): Record<string, unknown> {
    const result = { ...left };
    for (const [name, value] of Object.entries(right)) {
        const there = result[name];
        result[name] = isObject(there) && isObject(value) ? merged(there, value) : value;
    }
    return result;
}

function sampleFacts(settings: CustomProvider, { id, at }: SampleOrder): readonly (readonly [string, unknown])[] {
    const { fields, statuses, timeFormat, channel } = settings;
    const [delivered] = Object.entries(statuses).find(([, status]) => status === 'Delivered') ?? [];
    const times = {
        iso: new Date(at).toISOString(),
        epochSeconds: Math.floor(at / 1_000),
        epochMilliseconds: at,
    };
    const facts: readonly (readonly [string | undefined, unknown])[] = [
        [fields.id, id],
        [fields.recipient, channel === 'Email' ? TEST_EMAIL : TEST_NUMBER],
        [fields.status, delivered],
        [fields.time, times[timeFormat]],
    ];
    return facts.flatMap(([path, value]) => (path === undefined ? [] : [[path, value] as const]));
}

function unsignedSample(settings: CustomProvider, order: SampleOrder): RawRequest {
    const { format, list, proof } = settings;
    const facts = sampleFacts(settings, order);
    const url = proof.kind === 'sharedSecret' ? secretPath(order) : order.path;
    if (format === 'json') {
        const report = facts.reduce<Record<string, unknown>>(
            (object, [path, value]) => merged(object, nested(path.split('.'), value)),
            {},
        );
        return jsonSample(url, list === undefined ? report : nested(list.split('.'), [report]));
    }
    const fields = Object.fromEntries(facts.map(([name, value]) => [name, String(value)]));
    return format === 'form' ? formSample(url, fields) : querySample(url, fields);
}

export function sampleOf(settings: CustomProvider): (order: SampleOrder) => RawRequest {
    return (order) => signed(settings.proof, unsignedSample(settings, order), order);
}
