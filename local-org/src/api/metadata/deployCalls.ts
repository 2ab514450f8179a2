/** Deploying: what both ways in share, SOAP and REST. */
import { z } from 'zod';
import { ERRORS } from '../../errors.ts';
import { METADATA_ERRORS } from '../../metadata/errors.ts';
import { parseBody } from '../rows.ts';
import type { DeployOptions } from '../../metadata/deployment.ts';
import type { DeployJob } from '../../metadata/jobs.ts';
import type { Org } from '../../org.ts';
import type { Call } from '../route.ts';

/** Without Apex there are no tests that these levels would run. */
const TEST_LEVELS: ReadonlySet<string> = new Set(['NoTestRun', 'RunLocalTests', 'RunAllTestsInOrg']);

const Options = z.strictObject({
    allowMissingFiles: z.boolean().default(false),
    autoUpdatePackage: z.boolean().optional(),
    checkOnly: z.boolean().default(false),
    ignoreWarnings: z.boolean().default(false),
    performRetrieve: z.boolean().optional(),
    purgeOnDelete: z.boolean().default(false),
    rollbackOnError: z.boolean().default(true),
    runTests: z.array(z.string()).default([]),
    singlePackage: z.boolean().default(false),
    testLevel: z.string().nullish(),
});

/** Throws for what the local org does not do. */
export function deployOptions(given: unknown): DeployOptions {
    const options = parseBody(Options, given);
    const { testLevel, runTests } = options;
    if (typeof testLevel === 'string' && testLevel !== '' && !TEST_LEVELS.has(testLevel))
        throw ERRORS.unsupported(`testLevel ${testLevel}`);
    if (runTests.length > 0) throw ERRORS.unsupported('runTests: there are no Apex tests');
    if (options.performRetrieve) throw ERRORS.unsupported('performRetrieve');
    return options;
}

/** https://help.salesforce.com/s/articleView?id=sf.metadata_api_permission.htm (2026-11-25) */
export function checkMetadataAccess({ access }: Org): void {
    if (!access.hasUserPermission('ModifyMetadata') && !access.hasUserPermission('ModifyAllData'))
        throw METADATA_ERRORS.access();
}

export function jobOf({ metadata }: Call, id: string): DeployJob {
    const job = metadata.deployment(id);
    if (!job) throw METADATA_ERRORS.noSuchDeployment(id);
    return job;
}

/** Cancels what waits. What has begun cannot be stopped here: it is done in one go. */
export function cancelJob({ metadata }: Call, job: DeployJob): void {
    if (!metadata.cancel(job)) throw METADATA_ERRORS.deploymentDone(job.id);
}
