/** What the org of the gallery holds, and which page shows which part of it. */
import type { LocalOrg } from '../../local-org/src/index.ts';
import * as lists from './lists.ts';
import { manyMessages, newMessage, ordinaryMessages } from './messages.ts';
import type { Fields } from './messages.ts';

/** Who or what the pages are about, by what the gallery calls them. */
export type Subject = PersonSubject | 'campaign' | 'campaign-crowded' | 'campaign-empty' | 'dashboard' | ListSubject;
type PersonSubject = 'typical' | 'crowded' | 'empty' | 'lead' | 'case' | 'case-without-contact';
type ListSubject = 'suppressions' | 'alerts' | 'setup' | `${'suppressions' | 'alerts' | 'setup'}-crowded`;

export interface Seeded {
    readonly paths: Readonly<Record<Subject, string>>;
    /** What has to come before a subject is shown, once. Lists fill up with it, so their crowded states come last. */
    readonly before: Readonly<Partial<Record<Subject, () => Promise<unknown>>>>;
    /** A little more for the page of a subject, as if a provider had just reported it: for people, a message. */
    send(subject: Subject): Promise<void>;
}

const TYPICAL = { number: '+447700900201', email: 'amara.okafor@example.com' };
const CROWDED = '+447700900202';
const CHUNK = 200;
const EVIDENCE = 'twilio:DRILL0; twilio:DRILL3';

/** As a client over HTTP. */
export async function seed(org: LocalOrg, crowd: number): Promise<Seeded> {
    const create = (type: string, records: readonly Fields[]): Promise<string[]> => createAll(org, type, records);
    const people = await seedPeople(create, crowd);
    const [campaign = '', crowdedCampaign = '', emptyCampaign = ''] = await create('Campaign', [
        { Name: 'Spring appeal', Status: 'In Progress', IsActive: true },
        { Name: 'Winter appeal to everybody who has ever given, in all of our countries', IsActive: true },
        { Name: 'Thank you', IsActive: true },
    ]);
    const [contact = ''] = await create('Contact', [{ FirstName: 'Ben', LastName: 'Fletcher' }]);
    await create('Message__c', [...lists.failedOf(campaign, contact), ...lists.unknownCodes().slice(0, 3)]);
    await create('Message__c', [lists.arrivalOf(campaign, contact)]);
    await create('Opportunity', lists.gifts(campaign, contact));
    await create('Delivery_Summary__c', [...lists.typicalTotals(campaign), ...lists.crowdedTotals(crowdedCampaign)]);
    await create('Suppression__c', lists.suppressions(EVIDENCE));
    await create('Delivery_Alert__c', lists.alerts(campaign));
    const [relay = ''] = await create('Relay_Status__c', [lists.relay()]);
    await org.idle();
    return {
        paths: {
            ...people,
            campaign: pageOf('Campaign', campaign),
            'campaign-crowded': pageOf('Campaign', crowdedCampaign),
            'campaign-empty': pageOf('Campaign', emptyCampaign),
            dashboard: '/lightning/n/Landed_Dashboard',
            ...listPages(),
        },
        before: {
            'suppressions-crowded': () => create('Suppression__c', lists.manySuppressions()),
            'alerts-crowded': () => create('Delivery_Alert__c', lists.manyAlerts(campaign)),
            'setup-crowded': async () => {
                await create('Message__c', lists.unknownCodes().slice(3));
                await change(org, 'Relay_Status__c', relay, lists.troubledRelay());
            },
        },
        send: async (subject) => {
            const news: Partial<Record<Subject, () => Promise<unknown>>> = {
                campaign: () => create('Delivery_Summary__c', [lists.moreTotals(campaign)]),
                suppressions: () => create('Suppression__c', [lists.moreSuppressed()]),
                alerts: () => create('Delivery_Alert__c', [lists.moreAlerts()]),
                setup: () => change(org, 'Relay_Status__c', relay, lists.moreBacklog()),
            };
            const toPerson = (id: string): Promise<unknown> =>
                create('Message__c', [{ ...newMessage(), Contact__c: id }]);
            await (news[subject]?.() ?? toPerson(people[subject as PersonSubject].split('/')[4] ?? ''));
            await org.idle();
        },
    };
}

function listPages(): Record<ListSubject, string> {
    const [suppressions, alerts, setup] = ['Suppressions', 'Alerts', 'Setup'].map(
        (tab) => `/lightning/n/Landed_${tab}`,
    );
    return {
        ...{ suppressions: suppressions!, alerts: alerts!, setup: setup! },
        ...{ 'suppressions-crowded': suppressions!, 'alerts-crowded': alerts!, 'setup-crowded': setup! },
    };
}

const pageOf = (object: string, id: string): string => `/lightning/r/${object}/${id}/view`;

type Create = (type: string, records: readonly Fields[]) => Promise<string[]>;

async function seedPeople(create: Create, crowd: number): Promise<Record<PersonSubject, string>> {
    const [AccountId = ''] = await create('Account', [{ Name: 'Example Trust' }]); // a contact of none is its owner's alone
    const [typical = '', crowded = '', empty = ''] = await create('Contact', [
        {
            ...{ FirstName: 'Amara', LastName: 'Okafor', Title: 'Teacher', AccountId },
            ...{ MobilePhone: TYPICAL.number, Email: TYPICAL.email },
        },
        {
            AccountId,
            FirstName: 'Maximiliane-Theodora',
            LastName: 'von Hohenfels-Sonnenschein zu Weidenbruck',
            MobilePhone: CROWDED,
            Email: 'maximiliane.theodora.von.hohenfels@a-rather-long-domain.example.com',
        },
        { FirstName: 'Noor', LastName: 'Haddad', MobilePhone: '+447700900203', AccountId },
    ]);
    const [lead = ''] = await create('Lead', [{ FirstName: 'Eve', LastName: 'Novak', Company: 'Example Trust' }]);
    const [ofTypical = '', ofNobody = ''] = await create('Case', [
        { Subject: 'Did not get the code', ContactId: typical },
        { Subject: 'Question of a visitor' },
    ]);
    const to = (lookup: string, id: string, messages: readonly Fields[]): Fields[] =>
        messages.map((message, index) => ({
            ...message,
            [lookup]: id,
            // one for each person in a transaction, as the relay sees to: what it derives covers all the others
            Effect_Status__c: index === 0 ? 'Pending' : 'Applied',
        }));
    await create('Message__c', [
        ...to('Contact__c', typical, ordinaryMessages(TYPICAL.number, TYPICAL.email)),
        ...to('Contact__c', crowded, manyMessages(crowd, CROWDED)),
        ...to('Lead__c', lead, manyMessages(3, '+447700900204')),
    ]);
    return {
        typical: pageOf('Contact', typical),
        crowded: pageOf('Contact', crowded),
        empty: pageOf('Contact', empty),
        lead: pageOf('Lead', lead),
        case: pageOf('Case', ofTypical),
        'case-without-contact': pageOf('Case', ofNobody),
    };
}

async function createAll(org: LocalOrg, type: string, records: readonly Fields[]): Promise<string[]> {
    const ids: string[] = [];
    for (let start = 0; start < records.length; start += CHUNK) {
        const chunk = records.slice(start, start + CHUNK).map((record) => ({ attributes: { type }, ...record }));
        const response = await send(org, 'POST', 'composite/sobjects', { allOrNone: true, records: chunk });
        const results = (await response.json()) as { id: string; success: boolean }[]; // one row for each record
        if (!results.every(({ success }) => success)) throw new Error(JSON.stringify(results.slice(0, 2)));
        ids.push(...results.map(({ id }) => id));
    }
    return ids;
}

async function change(org: LocalOrg, type: string, id: string, fields: Fields): Promise<void> {
    const response = await send(org, 'PATCH', `sobjects/${type}/${id}`, fields);
    if (!response.ok) throw new Error(await response.text());
}

const send = (org: LocalOrg, method: string, path: string, body: object): Promise<Response> =>
    fetch(`${org.url}/services/data/v67.0/${path}`, {
        method,
        headers: { authorization: `Bearer ${org.accessToken}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
    });
