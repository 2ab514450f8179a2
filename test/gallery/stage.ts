/** The local org with people for the gallery, and pages of its console that show one component in one state. */
import type { Browser, Page, Request, Route } from 'playwright-core';
import { createLocalOrg } from '../../local-org/src/index.ts';
import type { LocalOrg } from '../../local-org/src/index.ts';
import { OrgClient } from '../support/orgClient.ts';
import { addPerson } from '../support/person.ts';
import { NOW } from './messages.ts';
import { seed } from './seed.ts';
import type { Subject } from './seed.ts';

export type { Subject } from './seed.ts';

export interface Stage {
    readonly org: LocalOrg;
    /** Opens the record page of a subject; the clock of the page stands at the moment of the pictures. */
    open(subject: Subject, options: OpenOptions): Promise<Page>;
    /** Takes an open page to another subject, without loading anything but its data. */
    turn(page: Page, subject: Subject): Promise<void>;
    /** A little more for the page of a subject, as if a provider had just reported it: for people, a message. */
    send(subject: Subject): Promise<void>;
    close(): Promise<void>;
}

/** What happens to GraphQL calls. Looked at with each call, so it may change while the page is open. */
export interface Disturbance {
    /** `loading` never answers, `error` answers that the org is down, `empty` finds nothing. */
    answers?: 'loading' | 'error' | 'empty' | undefined;
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

export const REP = 'rep@local-org.example';

export async function openStage(browser: Browser, crowd = 45): Promise<Stage> {
    const org = await createLocalOrg({
        project: process.cwd(),
        console: true,
        clock: { now: () => NOW },
        assignments: [
            { username: 'user@local-org.example', permissionSet: 'Landed_Marketer' },
            { username: 'admin@local-org.example', permissionSet: 'Landed_Admin' },
        ],
    });
    await addPerson(new OrgClient(org), { username: REP, profile: 'Standard User', permissionSets: ['Landed_Rep'] });
    const { paths, before, send } = await seed(org, crowd);
    const prepared = new Set<Subject>();
    const pathOf = async (subject: Subject): Promise<string> => {
        if (!prepared.has(subject)) await before[subject]?.();
        prepared.add(subject);
        return paths[subject];
    };
    return {
        org,
        open: async (subject, options) => open(browser, org.url + (await pathOf(subject)), options),
        turn: async (page, subject) => turn(page, await pathOf(subject)),
        send,
        close: () => org.close(),
    };
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

async function disturb(route: Route, answers: NonNullable<Disturbance['answers']>): Promise<void> {
    if (answers === 'loading') return; // left open until the page is closed
    if (answers === 'empty') {
        const response = await route.fetch();
        const found = (name: string, value: unknown): unknown => {
            if (name === 'edges') return [];
            return name === 'totalCount' ? 0 : value;
        };
        await route.fulfill({ response, body: JSON.stringify(JSON.parse(await response.text(), found)) });
        return;
    }
    await route.fulfill({
        status: 503,
        contentType: 'application/json',
        body: JSON.stringify([{ errorCode: 'SERVER_UNAVAILABLE', message: 'The org is down for maintenance.' }]),
    });
}
