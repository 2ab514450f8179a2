/** Reports of one message for property tests: few values each, so that ties and repetitions happen all the time. */
import fc from 'fast-check';
import type { DeliveryReport } from '../../src/core/ports.ts';
import { makeReport } from '../../src/core/report.ts';
import { CHANNELS, CONFIDENCES, ENGAGEMENTS, FAILURE_CLASSES, STATUSES } from '../../src/core/vocabulary.ts';
import type { DeliveryStatus } from '../../src/core/vocabulary.ts';

export const MESSAGE_KEY = 'acme:m-1';

// Object.keys forgets that these are the statuses and nothing else.
export const ALL_STATUSES = Object.keys(STATUSES) as DeliveryStatus[];

const maybe = <T>(...values: readonly T[]): fc.Arbitrary<T | null> => fc.constantFrom(null, ...values);
const instant = (): fc.Arbitrary<string> =>
    fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.000Z', '2026-01-01T00:00:01.500Z');
const maybeInstant = (): fc.Arbitrary<string | null> => fc.option(instant(), { nil: null });

export const report: fc.Arbitrary<DeliveryReport> = fc
    .record({
        provider: fc.constant('acme'),
        messageKey: fc.constant(MESSAGE_KEY),
        channel: fc.constantFrom(...CHANNELS),
        eventId: maybe('e1', 'e2'),
        part: maybe('1', '2'),
        status: maybe(...ALL_STATUSES),
        rawStatus: maybe('one', 'two', 'three | four\nfive'),
        code: maybe('30005', '30007', ''),
        failureClass: maybe(...FAILURE_CLASSES),
        permanentEvidence: maybe(1, 2),
        confidence: maybe(...CONFIDENCES),
        engagement: maybe(...ENGAGEMENTS),
        occurredAt: maybeInstant(),
        scheduledAt: maybeInstant(),
        queuedAt: maybeInstant(),
        sentAt: maybeInstant(),
        deliveredAt: maybeInstant(),
        recipient: maybe('+447700900123', '+447700900456', ''),
        sender: maybe('Landed', 'Other'),
        senderType: maybe('Alphanumeric', 'Long Code'),
        carrier: maybe('EE', 'O2'),
        country: maybe('GB', 'US'),
        segments: maybe(1, 2),
        price: maybe('0.0100', '0.02'),
    })
    .chain((first) =>
        fc
            .record({
                priceCurrency: maybe('EUR', 'USD'),
                recordId: maybe('003000000000001AAA', '003000000000002AAA'),
                campaignId: maybe('701000000000001AAA'),
                purpose: maybe('otp', 'donation'),
                validityMinutes: maybe(1, 60),
                location: maybe('Leeds', 'York'),
                branch: maybe('Leeds', 'Other'),
                receivedAt: instant(),
            })
            .map((second) => makeReport({ ...first, ...second })),
    );

export const reports = fc.array(report, { minLength: 1, maxLength: 8 });
