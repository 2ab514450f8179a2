/** Deployments and retrievals under way and done: one deployment at a time, each when nothing is left in the background. */
import { ComponentLog } from './componentLog.ts';
import { deploy } from './deployment.ts';
import { retrieve } from './retrieval.ts';
import type { Org } from '../org.ts';
import type { DeployOptions, Deployment } from './deployment.ts';
import type { Manifest } from './manifest.ts';
import type { Retrieval } from './retrieval.ts';

export interface DeployJob {
    readonly id: string;
    readonly options: DeployOptions;
    readonly createdAt: number;
    status: 'Pending' | 'InProgress' | 'Canceled' | Deployment['status'];
    startedAt?: number;
    completedAt?: number;
    deployment?: Deployment;
}

export interface RetrieveJob {
    readonly id: string;
    readonly retrieval: Retrieval;
}

const DEPLOY_PREFIX = '0Af';
const RETRIEVE_PREFIX = '09S';

export class MetadataJobs {
    readonly log: ComponentLog;
    readonly #org: Org;
    readonly #deployments = new Map<string, DeployJob>();
    readonly #retrievals = new Map<string, RetrieveJob>();
    #last: Promise<void> = Promise.resolve();

    constructor(org: Org) {
        this.#org = org;
        this.log = new ComponentLog(org.clock.now());
    }

    deploy(archive: Uint8Array, options: DeployOptions): DeployJob {
        const job: DeployJob = {
            id: this.#org.records.ids.allocate(DEPLOY_PREFIX),
            ...{ options, createdAt: this.#org.clock.now(), status: 'Pending' },
        };
        this.#deployments.set(job.id, job);
        this.#last = this.#last.then(() => this.#run(job, archive));
        return job;
    }

    deployment(id: string): DeployJob | undefined {
        return (
            this.#deployments.get(id) ??
            [...this.#deployments.values()].find((job) => job.id.startsWith(id) && id.length === 15)
        );
    }

    /** Only what has not begun can be cancelled; false when it is too late. */
    cancel(job: DeployJob): boolean {
        if (job.status === 'Pending') {
            job.status = 'Canceled';
            job.completedAt = this.#org.clock.now();
        }
        return job.status === 'Canceled';
    }

    retrieve(manifest: Manifest, version: string, folder: string): RetrieveJob {
        const id = this.#org.records.ids.allocate(RETRIEVE_PREFIX);
        const job = { id, retrieval: retrieve(this.#org.project, manifest, version, folder) };
        this.#retrievals.set(id, job);
        return job;
    }

    /** Resolves once no deployment is left. */
    idle(): Promise<void> {
        return this.#last;
    }

    retrieval(id: string): RetrieveJob | undefined {
        return this.#retrievals.get(id);
    }

    async #run(job: DeployJob, archive: Uint8Array): Promise<void> {
        await this.#org.background.idle();
        if (job.status !== 'Pending') return;
        const now = this.#org.clock.now();
        job.status = 'InProgress';
        job.startedAt = now;
        job.deployment = deploy(this.#org, archive, job.options);
        job.status = job.deployment.status;
        job.completedAt = this.#org.clock.now();
        if (job.options.checkOnly) return;
        for (const { state, type, fullName } of job.deployment.outcomes)
            if (state === 'created' || state === 'changed')
                this.log.deployed({ type, fullName }, state === 'created', now);
    }
}
