/** How much of an org's allocations the relay may use: for all orgs, and for one of them in its own place. */
import { z } from 'zod';

export const EventShare = z
    .number()
    .gt(0)
    .max(1)
    .describe(
        "Part of the org's hourly allocation of published events that the relay may use, counted over any sixty minutes; the rest is for others.",
    );
export const UrgentReserve = z
    .number()
    .min(0)
    .lt(1)
    .describe(
        'Part of that which is kept for failures, opt-outs and high-stakes messages: the others wait before it is touched.',
    );
export const HourlyEvents = z
    .int()
    .min(1)
    .nullable()
    .describe(
        "The hourly allocation, where the relay's user may not read it from the org, or less than it says; null: what `/limits` says, and 50,000 until it does.",
    );
export const ApiShare = z
    .number()
    .gt(0)
    .max(1)
    .describe(
        "Part of the org's daily API calls that the relay may make in any 24 hours, of which it keeps `urgentReserve`, too.",
    );

/** Of one org; what is not said holds for it as for the others. */
export const Allowances = z.strictObject({
    apiShare: ApiShare.exactOptional(),
    eventShare: EventShare.exactOptional(),
    urgentReserve: UrgentReserve.exactOptional(),
    hourlyEvents: HourlyEvents.exactOptional(),
});
