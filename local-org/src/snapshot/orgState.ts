/** All that an org keeps between requests, as plain data, and the way back: `--snapshot` writes and reads it. */
import { createHash } from 'node:crypto';
import type { ApiUsage, ApiUsageState } from '../api/apiUsage.ts';
import type { RecentItems, RecentState } from '../api/recent/recentItems.ts';
import type { OutboxState } from '../email/outbox.ts';
import type { EventBusState } from '../events/eventBus.ts';
import type { LaterPathsState } from '../events/laterPaths.ts';
import type { NextRun } from '../events/scheduledFlows.ts';
import type { Notification } from '../notifications/notifications.ts';
import type { Org } from '../org.ts';
import type { RecordsState } from '../records/orgRecords.ts';
import type { Project } from '../schema/project.ts';
import type { MetadataKind } from '../schema/projectFiles.ts';
import type { SchemaFacts } from './schemaFacts.ts';
import { schemaFacts } from './schemaFacts.ts';

export interface OrgState {
    readonly savedAt: string;
    readonly schema: SchemaFacts;
    /** Of the metadata that rows are made of. */
    readonly setup: string;
    /** How far the org's clock is from the machine's, in milliseconds. */
    readonly clockOffset: number;
    readonly records: RecordsState;
    readonly events: EventBusState;
    readonly laterPaths: LaterPathsState;
    readonly scheduledFlows: readonly NextRun[];
    readonly outbox: OutboxState;
    readonly notifications: readonly Notification[];
    readonly usage: ApiUsageState;
    readonly recent: RecentState;
}

export interface StatefulParts {
    readonly org: Org;
    readonly usage: ApiUsage;
    readonly recent: RecentItems;
}

/** To be called when nothing is left in the background. */
export function stateOf({ org, usage, recent }: StatefulParts): OrgState {
    return {
        savedAt: new Date(org.clock.now()).toISOString(),
        schema: schemaFacts(org.schema),
        setup: setupDigest(org.project),
        clockOffset: org.clock.offset,
        records: org.records.state(),
        events: org.events.state(),
        laterPaths: org.laterPaths.state(),
        scheduledFlows: org.scheduledFlows.upcoming(),
        outbox: org.outbox.state(),
        notifications: org.notifications.all(),
        usage: usage.state(),
        recent: recent.state(),
    };
}

/** Into an org that nobody has used yet, of the same schema. What is due by now runs in the background. */
export function restoreState({ org, usage, recent }: StatefulParts, state: OrgState): void {
    org.clock.advance(state.clockOffset - org.clock.offset);
    org.records.restore(state.records);
    // Profiles, permission sets, flows and so on may have changed since: as a deployment of them would.
    if (state.setup !== setupDigest(org.project)) org.deploy(org.project);
    org.events.restore(state.events, org.schema);
    org.outbox.restore(state.outbox);
    for (const notification of state.notifications) org.notifications.add(notification);
    usage.restore(state.usage);
    recent.restore(state.recent);
    org.laterPaths.restore(state.laterPaths);
    org.scheduledFlows.restore(state.scheduledFlows);
}

const SETUP: readonly MetadataKind[] = [
    ...(['customMetadata', 'emailTemplates', 'flows', 'notificationTypes', 'permissionsets', 'profiles'] as const),
];

function setupDigest(project: Project): string {
    const hash = createHash('sha256');
    for (const kind of SETUP)
        for (const { fullName, xml, content = '' } of project.metadata(kind))
            hash.update(JSON.stringify([kind, fullName, xml, content]));
    return hash.digest('hex');
}
