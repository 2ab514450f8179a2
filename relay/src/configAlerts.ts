/** From when on figures are an alert. */
import { z } from 'zod';

export const Alerts = z.strictObject({
    deliveryRatePercent: z
        .number()
        .gt(0)
        .max(100)
        .default(90)
        .describe('A campaign of which fewer of a day arrive raises one alert for that day.'),
    deliveryRateMessages: z
        .int()
        .min(1)
        .default(50)
        .describe('With fewer messages that have ended, a rate says nothing.'),
    trafficFactor: z
        .number()
        .gt(1)
        .default(5)
        .describe("A minute with so many times the reports that a provider's minutes usually have raises an alert."),
    trafficReports: z.int().min(1).default(100).describe('With fewer reports in the minute it does not.'),
    failureFactor: z
        .number()
        .gt(1)
        .default(3)
        .describe('Failures of one class and country, or rejections: so many times the share of the day before.'),
    failureMessages: z.int().min(1).default(20).describe('With fewer of them within 15 minutes they say nothing.'),
    outlierDeviations: z
        .number()
        .min(3)
        .default(5)
        .describe('Standard deviations by which the share that arrives may differ from the day before.'),
    outlierMessages: z.int().min(10).default(50).describe('With fewer that ended within 15 minutes it says nothing.'),
    greyRouteMessages: z
        .int()
        .min(20)
        .default(200)
        .describe('Messages of a route (provider, country and carrier) from which its receipts are judged.'),
    orphanPercent: z
        .number()
        .gt(0)
        .max(100)
        .default(50)
        .describe("Part of a day's messages that name neither campaign nor record, where before nearly all did."),
    orphanMessages: z.int().min(1).default(100).describe('With fewer such messages they say nothing.'),
    pendingPoints: z
        .number()
        .gt(0)
        .max(100)
        .default(30)
        .describe('Messages of some hours ago without an end: percentage points above the week before.'),
    pendingMessages: z.int().min(1).default(50).describe('With fewer of them they say nothing.'),
    lateMessages: z
        .int()
        .min(1)
        .default(20)
        .describe(
            'So many messages of one campaign, provider and status that wait for longer than their policy in the org allows (_Queued Minutes_ and its like) raise an alert.',
        ),
});
