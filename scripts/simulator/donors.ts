/** Who gave to the sample campaign in the sample week: people whom its messages reached, and one whom none was sent. */
import type { Connection } from 'jsforce';

export const GIFT_CAMPAIGN = 'CampaignSpring';

export interface Donor {
    readonly FirstName: string;
    readonly LastName: string;
    /** One of the sample week's numbers, which nobody has. */
    readonly MobilePhone: string;
}

export interface Gift {
    /** A person of her own, or the referenceId of a sample person. */
    readonly donor: Donor | string;
    /** In the org's currency. */
    readonly amount: number;
    readonly daysAgo: number;
}

/** Each after the day on which the week's message arrived. */
export const GIFTS: readonly Gift[] = [
    { donor: { FirstName: 'Noor', LastName: 'Rahman', MobilePhone: '+447700900403' }, amount: 120, daysAgo: 4 },
    { donor: { FirstName: 'Jonas', LastName: 'Brandt', MobilePhone: '+491713920040' }, amount: 75, daysAgo: 3 },
    { donor: { FirstName: 'Carla', LastName: 'Mendes', MobilePhone: '+12125550160' }, amount: 200, daysAgo: 2 },
    { donor: { FirstName: 'Owen', LastName: 'Price', MobilePhone: '+447700900490' }, amount: 60, daysAgo: 1 },
    { donor: 'ContactBen', amount: 90, daysAgo: 1 },
];

const DAY_MS = 86_400_000;
const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** Before the week is written: messages find their people when they come. */
export async function createDonors(
    connection: Connection,
    sampleIds: ReadonlyMap<string, string>,
    now: number,
): Promise<void> {
    const idOf = (referenceId: string): string => {
        const id = sampleIds.get(referenceId);
        if (id === undefined) throw new Error(`The sample data has no ${referenceId}`);
        return id;
    };
    const AccountId = idOf('AccountCommunity');
    for (const { donor, amount, daysAgo } of GIFTS) {
        const ContactId =
            typeof donor === 'string' ? idOf(donor) : await create(connection, 'Contact', { ...donor, AccountId });
        await create(connection, 'Opportunity', {
            ...{ Name: 'Gift to the spring appeal', StageName: 'Closed Won', CloseDate: dayOf(now - daysAgo * DAY_MS) },
            ...{ Amount: amount, CampaignId: idOf(GIFT_CAMPAIGN), ContactId, AccountId },
        });
    }
}

async function create(connection: Connection, object: string, fields: object): Promise<string> {
    const result = await connection.sobject(object).create(fields);
    if (!result.success) throw new Error(`The sample ${object} was refused: ${JSON.stringify(result.errors)}`);
    return result.id;
}
