/** The local org with people for the gallery, and pages of its console that show one component in one state. */
import type { Browser, Page, Request, Route } from 'playwright-core';
import { createLocalOrg } from '../../local-org/src/index.ts';
import type { LocalOrg } from '../../local-org/src/index.ts';
import { manyMessages, newMessage, NOW, ordinaryMessages } from './messages.ts';
import type { Fields } from './messages.ts';

/** Who the pages are about, by what the gallery calls them. */
export type Subject = 'typical' | 'crowded' | 'empty' | 'lead' | 'case' | 'case-without-contact';

export interface Stage {
    readonly org: LocalOrg;
    /** Opens the record page of a subject; the clock of the page stands at the moment of the pictures. */
    open(subject: Subject, options: OpenOptions): Promise<Page>;
    /** Takes an open page to another subject, without loading anything but its data. */
    turn(page: Page, subject: Subject): Promise<void>;
    /** One more message to a contact, as if a provider had just reported it. */
    send(subject: Subject): Promise<void>;
    close(): Promise<void>;
}

/** What happens to GraphQL calls. Looked at with each call, so it may change while the page is open. */
export interface Disturbance {
    /** `loading` never answers, `error` answers that the org is down. */
    answers?: 'loading' | 'error' | undefined;
    /** Operations that this is about: the name after `query`. */
    operations: RegExp;
}

export interface OpenOptions {
    readonly width: number;
    readonly height?: number;
    readonly disturbance?: Disturbance;
    readonly language?: string;
    readonly username?: string;
}

const TYPICAL = { number: '+447700900201', email: 'amara.okafor@example.com' };
const CROWDED = '+447700900202';
const CHUNK = 200;

export async function openStage(browser: Browser, crowd = 45): Promise<Stage> {
    const org = await createLocalOrg({
        project: process.cwd(),
        console: true,
        clock: { now: () => NOW },
        assignments: [{ username: 'user@local-org.example', permissionSet: 'Landed_Marketer' }],
    });
    const records = await seed(org, crowd);
    return {
        org,
        open: (subject, options) => open(browser, org.url + records[subject], options),
        turn: (page, subject) => turn(page, records[subject]),
        send: async (subject) => {
            const contact = records[subject].split('/')[4] ?? '';
            await createAll(org, 'Message__c', [{ ...newMessage(), Contact__c: contact }]);
            await org.idle();
        },
        close: () => org.close(),
    };
}

/** As a client over HTTP. Gives the path of each subject's page. */
async function seed(org: LocalOrg, crowd: number): Promise<Record<Subject, string>> {
    const create = (type: string, records: readonly Fields[]): Promise<string[]> => createAll(org, type, records);
    const [typical = '', crowded = '', empty = ''] = await create('Contact', [
        { FirstName: 'Amara', LastName: 'Okafor', MobilePhone: TYPICAL.number, Email: TYPICAL.email, Title: 'Teacher' },
        {
            FirstName: 'Maximiliane-Theodora',
            LastName: 'von Hohenfels-Sonnenschein zu Weidenbruck',
            MobilePhone: CROWDED,
            Email: 'maximiliane.theodora.von.hohenfels@a-rather-long-domain.example.com',
        },
        { FirstName: 'Noor', LastName: 'Haddad', MobilePhone: '+447700900203' },
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
    await org.idle();
    const page = (object: string, id: string): string => `/lightning/r/${object}/${id}/view`;
    return {
        typical: page('Contact', typical),
        crowded: page('Contact', crowded),
        empty: page('Contact', empty),
        lead: page('Lead', lead),
        case: page('Case', ofTypical),
        'case-without-contact': page('Case', ofNobody),
    };
}

async function createAll(org: LocalOrg, type: string, records: readonly Fields[]): Promise<string[]> {
    const ids: string[] = [];
    for (let start = 0; start < records.length; start += CHUNK) {
        const chunk = records.slice(start, start + CHUNK).map((record) => ({ attributes: { type }, ...record }));
        const response = await fetch(`${org.url}/services/data/v67.0/composite/sobjects`, {
            method: 'POST',
            headers: { authorization: `Bearer ${org.accessToken}`, 'content-type': 'application/json' },
            body: JSON.stringify({ allOrNone: true, records: chunk }),
        });
        const results = (await response.json()) as { id: string; success: boolean }[]; // one row for each record
        if (!results.every(({ success }) => success)) throw new Error(JSON.stringify(results.slice(0, 2)));
        ids.push(...results.map(({ id }) => id));
    }
    return ids;
}

async function open(browser: Browser, url: string, options: OpenOptions): Promise<Page> {
    const { width, height = 900, disturbance, language, username } = options;
    const page = await browser.newPage({ viewport: { width, height }, timezoneId: 'Europe/London', locale: 'en-GB' });
    await page.clock.setFixedTime(NOW);
    if (disturbance) {
        await page.route('**/graphql', (route, request) => {
            const { answers, operations } = disturbance;
            return answers && operations.test(operationOf(request)) ? disturb(route, answers) : route.continue();
        });
    }
    const query = new URLSearchParams({ ...(language && { language }), ...(username && { as: username }) });
    await page.goto(`${url}?${query.toString()}`);
    return page;
}

/** By way of a page that shows nothing, so that a page which is open already begins anew as well. */
async function turn(page: Page, path: string): Promise<void> {
    for (const address of ['/lightning/nothing', path]) {
        await page.evaluate(
            `history.pushState(null, '', ${JSON.stringify(address)}); dispatchEvent(new PopStateEvent('popstate'));
            new Promise((rendered) => requestAnimationFrame(rendered))`,
        );
    }
}

function operationOf(request: Request): string {
    const { query = '' } = (request.postDataJSON() ?? {}) as { query?: string }; // GraphQL over HTTP
    return /query (\w+)/.exec(query)?.[1] ?? '';
}

async function disturb(route: Route, answers: 'loading' | 'error'): Promise<void> {
    if (answers === 'loading') return; // left open until the page is closed
    await route.fulfill({
        status: 503,
        contentType: 'application/json',
        body: JSON.stringify([{ errorCode: 'SERVER_UNAVAILABLE', message: 'The org is down for maintenance.' }]),
    });
}
