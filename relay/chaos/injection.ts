/** R21: what is a command elsewhere is text here, from the webhook through store and query to the org's row. */
import { createHmac } from 'node:crypto';
import { bsr } from '../src/providers/bsr.ts';
import type { VerifiedRequest } from '../src/core/ports.ts';
import { send, keptAlive } from '../../test/support/send.ts';
import { startPath } from '../../test/support/wholePath.ts';
import { until } from '../../test/support/until.ts';
import { NASTY } from './nasty.ts';
import { extent, none } from './row.ts';
import type { Length, Row } from './row.ts';

const PAYLOADS: readonly string[] = [
    ...NASTY.filter((text) => text.length < 100 && text.isWellFormed() && !text.includes('\u0000')),
    "'; DROP TABLE message; --",
    "' UNION SELECT Id FROM User --",
    "') OR (Name LIKE '%",
    "\\' OR Name != \\'",
    '" OR ""="',
    '$1; SELECT pg_sleep(10)',
    '${7*7}',
    '{{7*7}}',
    '%27%20OR%201=1',
    'x%00y',
    '<img src=x onerror=alert(1)>',
    '"><svg onload=alert(1)>',
    'javascript:alert(1)',
    '@SUM(1+1)*cmd|calc!A0',
    '../../etc/passwd',
    '| cat /etc/passwd',
    '`id`',
    '\u202Egnp.exe',
    'ＳＥＬＥＣＴ',
    "O'Brien & Sons <Ltd>",
];
/** The same again in other company. */
const SHAPES: readonly ((text: string) => string)[] = [
    (text) => text,
    (text) => `a${text}`,
    (text) => `${text}z`,
    (text) => `'${text}'`,
    (text) => `\\${text}`,
    (text) => `${text}%`,
    (text) => `(${text})`,
    (text) => `${text}--`,
    (text) => `_${text}_`,
    (text) => `{${text}}`,
    (text) => text.toUpperCase(),
    (text) => `<${text}>`,
    (text) => `"${text}"`,
];
const DICTIONARY = [...new Set(SHAPES.flatMap((shape) => PAYLOADS.map(shape)))];

const SIZES: Readonly<Record<Length, number>> = { short: 50, long: DICTIONARY.length, full: DICTIONARY.length };
const COLUMNS = {
    Sender__c: 'sender',
    Carrier__c: 'carrier',
    Country__c: 'country',
    Provider_Status__c: 'rawStatus',
    Error_Code__c: 'code',
} as const;

export const injection: Row = {
    id: 'R21',
    title: 'injection through every field',
    passLine: 'a dictionary of 500 in every field: bound or escaped everywhere, the row’s text is what came',
    test: 'relay/test/postgres/relays.test.ts › every text is kept as a provider sends it, however odd or long: PostgreSQL itself takes no NUL',
    async run({ length, progress }) {
        const texts = DICTIONARY.slice(0, SIZES[length]);
        const path = await startPath();
        try {
            const secret = path.setting.secrets.bsr;
            const reports = texts.map((text, index) => ({
                ...{ event: 'delivery_report', message_id: text, to: `+4477${String(index).padStart(8, '0')}` },
                ...{ from: text, network: text, country: text, status: text, error_code: text },
                ...{ submitted_at: '2026-07-17T12:05:00Z', delivered_at: '2026-07-17T12:05:03Z' },
            }));
            const body = JSON.stringify(reports);
            const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
            const headers = { 'content-type': 'application/json', 'x-bsr-signature': signature };
            const agent = keptAlive(1);
            await send({ url: `${path.relay().url}/hooks/bsr/proof`, headers, body }, agent);
            agent.destroy();
            // The cast holds: signed above. What the adapter reads is what the row has to say.
            const request = {
                method: 'POST',
                url: '/',
                headers: {},
                body: Buffer.from(body),
            } as unknown as VerifiedRequest;
            const wanted = new Map(
                bsr
                    .parse(request, { receivedAt: new Date().toISOString() })
                    .flatMap((element) => (element.ok ? [[element.report.messageKey, element.report] as const] : [])),
            );
            const columns = ['Message_Key__c', 'Effect_Status__c', ...Object.keys(COLUMNS)].join(', ');
            const look = () => path.org.client.query(`SELECT ${columns} FROM Message__c`);
            const rows = await until(look, (seen) => {
                const done = seen.filter((row) => row['Effect_Status__c'] === 'Applied').length;
                progress(done, wanted.size);
                return done >= wanted.size;
            });
            const ready = (await (await fetch(`${path.relay().url}/ready`)).json()) as { dead: number };
            let [wrong, unasked] = [0, 0];
            for (const row of rows) {
                const report = wanted.get(String(row['Message_Key__c']));
                if (report === undefined) unasked += 1;
                else if (Object.entries(COLUMNS).some(([column, name]) => row[column] !== report[name])) wrong += 1;
            }
            return {
                lines: [
                    extent('texts', texts.length, 500, 'the dictionary is shorter'),
                    none('lost', wanted.size - rows.length + unasked),
                    none('rows with another text', wrong),
                    none('set aside', ready.dead - (texts.length - wanted.size)),
                ],
                also: { messages: wanted.size, fields: Object.keys(COLUMNS).length + 1 },
            };
        } finally {
            await path.stop();
        }
    },
};
