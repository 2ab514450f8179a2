/** A deployment as the Metadata API tells of it. https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deployresult.htm (2026-11-25) */
import { typeNamed } from '../../metadata/types.ts';
import type { ComponentFailure } from '../../metadata/package.ts';
import type { Outcome } from '../../metadata/deployment.ts';
import type { DeployJob } from '../../metadata/jobs.ts';
import type { Call } from '../route.ts';
import type { Tree } from './soapMessage.ts';

export function deployResult({ org }: Pick<Call, 'org'>, job: DeployJob, withDetails: boolean): Tree {
    const { deployment, options, status } = job;
    const [outcomes, failures] = [deployment?.outcomes ?? [], deployment?.failures ?? []];
    const user = { id: String(org.user['Id']), name: String(org.user['Name']) };
    const canceled = status === 'Canceled';
    return {
        ...{ canceledBy: canceled ? user.id : null, canceledByName: canceled ? user.name : null },
        ...{ checkOnly: options.checkOnly, completedDate: isoOf(job.completedAt), createdBy: user.id },
        ...{ createdByName: user.name, createdDate: isoOf(job.createdAt) },
        ...(withDetails ? { details: details(job, outcomes, failures) } : {}),
        done: job.completedAt !== undefined,
        ...{ errorMessage: null, errorStatusCode: null, id: job.id, ignoreWarnings: options.ignoreWarnings },
        lastModifiedDate: isoOf(job.completedAt ?? job.startedAt ?? job.createdAt),
        ...{ numberComponentErrors: failures.length, numberComponentsDeployed: outcomes.length },
        numberComponentsTotal: outcomes.length + failures.length,
        ...{ numberTestErrors: 0, numberTestsCompleted: 0, numberTestsTotal: 0 },
        ...{ rollbackOnError: options.rollbackOnError, runTestsEnabled: false, startDate: isoOf(job.startedAt) },
        ...{ stateDetail: null, status, success: status === 'Succeeded' || status === 'SucceededPartial' },
    };
}

const isoOf = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());

function details(job: DeployJob, outcomes: readonly Outcome[], failures: readonly ComponentFailure[]): Tree {
    return {
        componentFailures: failures.map((failure) => failureMessage(job, failure)),
        componentSuccesses: [
            ...outcomes.map((outcome) => successMessage(job, outcome)),
            ...manifestMessage(job, outcomes),
        ],
        runTestResult: { numFailures: 0, numTestsRun: 0, totalTime: 0 },
    };
}

function message(job: DeployJob, { path, type, fullName }: { path: string; type: string; fullName: string }): Tree {
    return {
        ...{ changed: false, componentType: type, created: false, createdDate: isoOf(job.startedAt) },
        ...{ deleted: false, fileName: fileNameOf(path, type, fullName), fullName },
    };
}

/** Of a component in a folder of its own the description stands for it. */
function fileNameOf(path: string, type: string, fullName: string): string {
    return type === 'LightningComponentBundle' && path.startsWith('lwc/') ? `${path}/${fullName}.js-meta.xml` : path;
}

function successMessage(job: DeployJob, outcome: Outcome): Tree {
    const { state, problem } = outcome;
    return {
        ...message(job, outcome),
        ...{ changed: state !== 'unchanged', created: state === 'created', deleted: state === 'deleted' },
        ...(problem === undefined ? {} : { problem, problemType: 'Warning' }),
        ...(typeNamed(outcome.type)?.bundle ? { requiresProductionTestRun: false } : {}),
        success: true,
    };
}

function failureMessage(job: DeployJob, failure: ComponentFailure): Tree {
    const { problem, lineNumber, columnNumber } = failure;
    return {
        ...message(job, failure),
        ...{ columnNumber, lineNumber, problem, problemType: isWarning(problem) ? 'Warning' : 'Error', success: false },
    };
}

const isWarning = (problem: string): boolean => /^No \w+ named: .* found$/.test(problem);

/** The manifest counts as a file that has arrived. */
function manifestMessage(job: DeployJob, outcomes: readonly Outcome[]): Tree[] {
    if (outcomes.length === 0) return [];
    return [{ ...message(job, { path: 'package.xml', type: '', fullName: 'package.xml' }), success: true }];
}
