/** The package in a local org of its own, and the few steps that its scenarios are told in. */
import { createLocalOrg, type LocalOrg } from '../../../local-org/src/index.ts';
import { ROOT } from '../../support/landed.ts';
import { OrgClient, type Row } from '../../support/orgClient.ts';

const STORE = 'scene-store';

export class Scene {
    readonly client: OrgClient;
    readonly #org: LocalOrg;
    #version = 0;

    private constructor(org: LocalOrg) {
        this.#org = org;
        this.client = new OrgClient({ url: org.url, accessToken: org.accessToken });
    }

    static async open(project: string = ROOT): Promise<Scene> {
        return new Scene(await createLocalOrg({ project }));
    }

    close(): Promise<void> {
        return this.#org.close();
    }

    /** Nothing in the org, as before a test. */
    async clear(): Promise<void> {
        await this.client.control('POST', 'reset');
    }

    async create(object: string, row: Row): Promise<string> {
        const [id = ''] = await this.client.create(object, [row]);
        await this.client.idle();
        return id;
    }

    /** Publishes what the relay would: one batch of snapshots, each newer than all before. */
    async report(...snapshots: readonly Row[]): Promise<void> {
        const now = new Date().toISOString();
        await this.client.create(
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
        await this.client.idle();
    }

    /** The one row with this value, with the fields asked for and no others. */
    async row(object: string, field: string, value: string, fields: readonly string[]): Promise<Row> {
        const rows = await this.client.query(`SELECT ${fields.join(', ')} FROM ${object} WHERE ${field} = '${value}'`);
        const [row, ...others] = rows;
        if (row === undefined || others.length > 0) throw new Error(`${rows.length} rows of ${object} for ${value}`);
        return Object.fromEntries(fields.map((name) => [name, row[name]]));
    }

    message(key: string, fields: readonly string[]): Promise<Row> {
        return this.row('Message__c', 'Message_Key__c', key, fields);
    }

    /** What converting a lead leaves behind; the API has no call for it that the local org serves. */
    async convert(leadId: string, contactId: string): Promise<void> {
        const converted = { Id: leadId, IsConverted: true, ConvertedContactId: contactId };
        this.#org.org.transact('lead conversion', (transaction) => transaction.update('Lead', [converted], [0]));
        await this.client.idle();
    }

    /** Lets time pass in the org, and what was due by then happen. */
    async pass(seconds: number): Promise<void> {
        await this.client.control('POST', 'clock', { advanceSeconds: seconds });
        await this.client.idle();
    }

    /** The emails that were sent. */
    outbox(): Promise<readonly Row[]> {
        return this.client.control('GET', 'outbox');
    }

    /** Faults that no fault path took. */
    flowErrors(): Promise<readonly unknown[]> {
        return this.client.control('GET', 'flow-errors');
    }
}
