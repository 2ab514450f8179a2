import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFile } from 'node:fs/promises';
import { GIFT_CAMPAIGN, GIFTS } from '../simulator/donors.ts';
import { planWeek } from '../simulator/week.ts';

const CAMPAIGNS = ['CampaignSpring', 'CampaignReminders', 'CampaignDonation', 'CampaignCodes'];
const IDS = new Map(CAMPAIGNS.map((name) => [name, `id of ${name}`]));
const NOON = Date.parse('2026-07-17T12:00:00Z');
const HOUR_MS = 3_600_000;

test('a week is behind us and in order, whatever the time of day', () => {
    for (const hour of [0, 1, 8, 23]) {
        const now = Date.parse('2026-07-17T00:00:00Z') + hour * HOUR_MS;
        const times = planWeek(now, IDS).map(({ at }) => at);
        assert.deepEqual(
            times,
            times.toSorted((a, b) => a - b),
        );
        assert.ok(times.every((time) => time < now && time > now - 7 * 24 * HOUR_MS));
    }
});

test('every message has a number and an id of its own', () => {
    const reports = planWeek(NOON, IDS);
    const messages = new Set(reports.map(({ messageId }) => messageId));
    const pairs = new Set(reports.map(({ messageId, to }) => `${messageId} ${to}`));
    assert.equal(pairs.size, messages.size);
    assert.equal(new Set(reports.map(({ to }) => to)).size, messages.size);
});

test('no sample person is written to', async () => {
    const people = await Promise.all(
        ['contacts', 'leads'].map((name) =>
            readFile(new URL(`../../config/sample-data/${name}.json`, import.meta.url), 'utf8'),
        ),
    );
    const text = people.join('').replaceAll(/[^\d"]/g, '');
    for (const { to } of planWeek(NOON, IDS)) {
        const number = to.replaceAll(/\D/g, '');
        assert.ok(!text.includes(number) && !text.includes(`0${number.slice(2)}`), to);
    }
});

test('whoever gave was reached before by the campaign that is said to have won it', () => {
    const donors = GIFTS.flatMap(({ donor, daysAgo }) => (typeof donor === 'string' ? [] : [{ ...donor, daysAgo }]));
    assert.ok(donors.length >= 3 && donors.length < GIFTS.length, 'there is somebody whom no message reached');
    for (const { MobilePhone, daysAgo } of donors) {
        const [arrival] = planWeek(NOON, IDS).filter(
            ({ to, status, campaign }) =>
                to === MobilePhone && /DELIV(RD|ERED)/.test(status) && campaign === IDS.get(GIFT_CAMPAIGN),
        );
        assert.ok(arrival !== undefined && arrival.at < NOON - daysAgo * 24 * HOUR_MS, MobilePhone);
    }
});

test('a campaign that the sample data has not is named', () => {
    assert.throws(() => planWeek(NOON, new Map()), /The sample data has no CampaignSpring/);
});
