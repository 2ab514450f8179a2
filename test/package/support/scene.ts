/** The package in an org of its own, and the few steps that its scenarios are told in. */
import type { FlowOrg, Row } from '../../../local-org/src/flowTests/index.ts';

const STORE = 'scene-store';

export class Scene {
    readonly org: FlowOrg;
    #version = 0;

    constructor(org: FlowOrg) {
        this.org = org;
    }

    async create(object: string, row: Row): Promise<string> {
        const [id = ''] = await this.org.insert(object, row);
        return id;
    }

    /** Publishes what the relay would: one batch of snapshots, each newer than all before. */
    async report(...snapshots: readonly Row[]): Promise<void> {
        const now = this.time();
        await this.org.insert(
            'Delivery_Report__e',
            snapshots.map((snapshot) => ({
                Store__c: STORE,
                Version__c: (this.#version += 1),
                Epoch__c: 0,
                Channel__c: 'SMS',
                Provider__c: 'proof',
                Received_At__c: now,
                Status_At__c: now,
                ...snapshot,
            })),
        );
    }

    /** The one row with this value, with the fields asked for and no others. */
    row(object: string, field: string, value: string, fields: readonly string[]): Row {
        const rows = this.org.rows(`SELECT ${fields.join(', ')} FROM ${object} WHERE ${field} = '${value}'`);
        const [row, ...others] = rows;
        if (row === undefined || others.length > 0) throw new Error(`${rows.length} rows of ${object} for ${value}`);
        return Object.fromEntries(fields.map((name) => [name, row[name]]));
    }

    message(key: string, fields: readonly string[]): Row {
        return this.row('Message__c', 'Message_Key__c', key, fields);
    }

    async change(object: string, id: unknown, fields: Row): Promise<void> {
        await this.org.update(object, { ...fields, Id: id });
    }

    /** Switches a flow off as an admin would: by its record of custom metadata. */
    switchOff(flow: string): void {
        this.org.setMetadata('Automation_Switch__mdt', flow, { Is_On__c: false });
    }

    /** So many seconds from now, by the clock of the org. */
    time(seconds = 0): string {
        return new Date(this.org.now() + seconds * 1000).toISOString();
    }
}
