/** What the providers report on the sample campaigns in a week: by plan, so that every start shows the same. */
export interface PlannedReport {
    /** Milliseconds since 1970. */
    readonly at: number;
    readonly provider: string;
    readonly status: string;
    readonly code: string;
    readonly to: string;
    readonly messageId: string;
    readonly campaign: string;
    /** The record that the message is about, in campaigns that have one. */
    readonly ref?: string;
    readonly country: string;
    readonly network: string;
}

/** One way a message may end: so many of the wave, through which states, with which code. */
interface Ending {
    readonly count: number;
    readonly states: readonly string[];
    readonly code?: string;
}

/** Messages of one campaign that go out together. */
interface Wave {
    readonly campaign: string;
    readonly daysAgo: number;
    /** UTC. */
    readonly hour: number;
    readonly provider: 'bsr' | 'twilio' | 'smsworks' | 'infobip';
    readonly country: Country;
    readonly whatsapp?: boolean;
    readonly endings: readonly Ending[];
}

/**
 * Numbers that nobody has, and nobody of the sample people: Ofcom's and the regulators' numbers for drama, 555-01xx.
 * https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama
 * https://www.bundesnetzagentur.de/DE/Fachthemen/Telekommunikation/Nummerierung/ (Rufnummern für Medienproduktionen)
 * https://www.legifrance.gouv.fr/ (ARCEP, décision 2009-0637: 06 39 98)
 */
const COUNTRIES = {
    GB: {
        number: (n: number) => `+4477009${String(400 + (n % 600)).padStart(5, '0')}`,
        networks: ['Thames', 'Pennine'],
    },
    DE: { number: (n: number) => `+4917139200${String(n % 100).padStart(2, '0')}`, networks: ['Alster', 'Neckar'] },
    FR: { number: (n: number) => `+3363998${String(n % 10_000).padStart(4, '0')}`, networks: ['Garonne', 'Loire'] },
    US: {
        number: (n: number) => `+1${212 + Math.floor(n / 100)}55501${String(n % 100).padStart(2, '0')}`,
        networks: ['Mesa'],
    },
} as const;
type Country = keyof typeof COUNTRIES;

const DELIVERED = {
    bsr: ['ENROUTE', 'DELIVRD'],
    twilio: ['sent', 'delivered'],
    smsworks: ['SENT', 'DELIVERED'],
    infobip: ['PENDING_ENROUTE', 'DELIVERED_TO_HANDSET'],
};
const SENT_ONLY = { bsr: ['ENROUTE'], twilio: ['sent'], smsworks: ['SENT'], infobip: ['PENDING_ENROUTE'] };

const delivered = (provider: Wave['provider'], count: number): Ending => ({ count, states: DELIVERED[provider] });
const silent = (provider: Wave['provider'], count: number): Ending => ({ count, states: SENT_ONLY[provider] });
const twilioFailed = (count: number, code: string): Ending => ({ count, states: ['sent', 'undelivered'], code });
const bsrFailed = (count: number, state: string, code = state): Ending => ({ count, states: ['ENROUTE', state], code });
const infobipFailed = (count: number, state: string, code: string): Ending => ({
    count,
    states: ['PENDING_ENROUTE', state],
    code,
});
const worksFailed = (count: number, code: string): Ending => ({ count, states: ['SENT', 'UNDELIVERABLE'], code });

/** Spring appeal: 97 of 100 delivered. */
const SPRING: readonly Omit<Wave, 'campaign'>[] = [
    { daysAgo: 6, hour: 9, provider: 'bsr', country: 'GB', endings: [delivered('bsr', 30), bsrFailed(1, 'EXPIRED')] },
    { daysAgo: 5, hour: 10, provider: 'infobip', country: 'DE', endings: [delivered('infobip', 24)] },
    { daysAgo: 4, hour: 14, provider: 'bsr', country: 'US', endings: [delivered('bsr', 25), bsrFailed(1, 'UNDELIV')] },
    {
        daysAgo: 3,
        hour: 9,
        provider: 'smsworks',
        country: 'GB',
        endings: [delivered('smsworks', 18), worksFailed(1, '5006')],
    },
];

/** Event reminders: 112 of 134 that ended were delivered, and one wave was filtered. */
const REMINDERS: readonly Omit<Wave, 'campaign'>[] = [
    {
        ...{ daysAgo: 5, hour: 8, provider: 'twilio', country: 'US' },
        endings: [delivered('twilio', 36), twilioFailed(3, '30003'), twilioFailed(1, '30008'), silent('twilio', 2)],
    },
    {
        ...{ daysAgo: 2, hour: 16, provider: 'twilio', country: 'US' },
        endings: [
            delivered('twilio', 30),
            twilioFailed(9, '30007'),
            twilioFailed(2, '30005'),
            twilioFailed(1, '21610'),
        ],
    },
    {
        ...{ daysAgo: 1, hour: 11, provider: 'infobip', country: 'FR' },
        endings: [
            delivered('infobip', 46),
            infobipFailed(4, 'EXPIRED_EXPIRED', '27'),
            infobipFailed(2, 'REJECTED_SENDER', ''),
            silent('infobip', 2),
        ],
    },
];

/** Donation: by WhatsApp, where people are seen to read. */
const DONATION: readonly Omit<Wave, 'campaign'>[] = [4, 2].map((daysAgo) => ({
    ...{ daysAgo, hour: 17, provider: 'twilio', country: 'GB', whatsapp: true },
    endings: [{ count: 20, states: ['sent', 'delivered', 'read'] }, delivered('twilio', 18), twilioFailed(2, '63024')],
}));

/** Sign-in codes: today the sender's registration is found wanting. */
const CODES: readonly Omit<Wave, 'campaign'>[] = [
    { daysAgo: 3, hour: 12, provider: 'smsworks', country: 'GB', endings: [delivered('smsworks', 24)] },
    {
        ...{ daysAgo: 0, hour: 7, provider: 'twilio', country: 'US' },
        endings: [delivered('twilio', 20), twilioFailed(6, '30034'), silent('twilio', 2)],
    },
];

/** What the messages of a campaign are about; those of the others, the providers were not told. */
const ABOUT: Readonly<Record<string, string>> = {
    CampaignSpring: 'AccountCommunity',
    CampaignDonation: 'AccountCommunity',
};

const WAVES: readonly Wave[] = [
    ...SPRING.map((wave) => ({ ...wave, campaign: 'CampaignSpring' })),
    ...REMINDERS.map((wave) => ({ ...wave, campaign: 'CampaignReminders' })),
    ...DONATION.map((wave) => ({ ...wave, campaign: 'CampaignDonation' })),
    ...CODES.map((wave) => ({ ...wave, campaign: 'CampaignCodes' })),
];

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** From one state to the next; the few slow ones are why percentiles differ. */
const TAKES_SECONDS = [2, 2, 3, 3, 4, 4, 6, 8, 15, 45];
const READ_AFTER_SECONDS = [60, 180, 600, 1_800];

/** In the order in which they arrive, all before `now`. */
export function planWeek(now: number, ids: ReadonlyMap<string, string>): PlannedReport[] {
    const today = Math.floor(now / DAY_MS) * DAY_MS;
    let count = 0;
    const reports = WAVES.flatMap((wave) => {
        const campaign = ids.get(wave.campaign);
        if (campaign === undefined) throw new Error(`The sample data has no ${wave.campaign}`);
        // What would lie ahead of us today was two hours ago.
        const start = Math.min(today - wave.daysAgo * DAY_MS + wave.hour * HOUR_MS, now - 2 * HOUR_MS);
        const ref = ids.get(ABOUT[wave.campaign] ?? '');
        const references = { campaign, ...(ref !== undefined && { ref }) };
        return wave.endings.flatMap((ending) =>
            Array.from({ length: ending.count }, () => reportsOf(wave, ending, references, start, count++)).flat(),
        );
    });
    return reports.sort((a, b) => a.at - b.at);
}

function reportsOf(
    wave: Wave,
    ending: Ending,
    references: Pick<PlannedReport, 'campaign' | 'ref'>,
    start: number,
    n: number,
): PlannedReport[] {
    const { number, networks } = COUNTRIES[wave.country];
    const at = start + (n % 5) * 60 * SECOND_MS;
    const shared = {
        ...{ provider: wave.provider, country: wave.country, ...references },
        to: (wave.whatsapp === true ? 'whatsapp:' : '') + number(n),
        messageId: messageIdOf(wave.provider, n),
        network: networks[n % networks.length] ?? '',
    };
    const took = (TAKES_SECONDS[n % TAKES_SECONDS.length] ?? 0) * SECOND_MS;
    const readAfter = (READ_AFTER_SECONDS[n % READ_AFTER_SECONDS.length] ?? 0) * SECOND_MS;
    return ending.states.map((status, index) => ({
        ...shared,
        at: at + [0, took, took + readAfter][index]!, // no ending has more than three states
        status,
        code: index === 1 ? (ending.code ?? '') : '',
    }));
}

/** As the provider's own ids look, and the same at every start. */
function messageIdOf(provider: Wave['provider'], n: number): string {
    const digits = n.toString(16);
    if (provider === 'twilio') return `SM${digits.padStart(32, '0')}`;
    return provider === 'bsr' ? `msg_${digits.padStart(16, '0')}` : digits.padStart(24, '0');
}
