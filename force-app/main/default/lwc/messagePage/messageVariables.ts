import { addDays, OTHER_LOCATIONS } from 'c/dashboardScope';
import type { MessageScope } from 'c/dashboardScope';

/** Prefixes as the relay reads them, by the name that the totals use. */
const PREFIXES: Readonly<Record<string, string>> = {
    Account: '001',
    Case: '500',
    'Campaign Member': '00v',
    Contact: '003',
    Lead: '00Q',
    Opportunity: '006',
    User: '005',
};

/** What every key is like, and what none is like. */
const EVERY = '%';
const NO = '';

const every = (isMet: boolean): string => (isMet ? EVERY : NO);

/** The variables of c/messagePage's query. None may be undefined: a wire waits until all are known. */
export function messageVariables(scope: MessageScope): Readonly<Record<string, unknown>> {
    return {
        from: `${scope.from}T00:00:00.000Z`,
        before: `${addDays(scope.to, 1)}T00:00:00.000Z`,
        ...{ campaignId: scope.campaignId ?? null, anyCampaign: every(scope.campaignId === undefined) },
        ...{ hour: scope.hour ?? null, anyHour: every(scope.hour === undefined) },
        ...{ channel: scope.channel ?? null, anyChannel: every(scope.channel === undefined) },
        ...{ provider: scope.provider ?? null, anyProvider: every(scope.provider === undefined) },
        ...{ country: scope.country ?? null, anyCountry: every(scope.country === undefined) },
        ...{ carrier: scope.carrier ?? null, anyCarrier: every(scope.carrier === undefined) },
        ...{ senderType: scope.senderType ?? null, anySenderType: every(scope.senderType === undefined) },
        ...{ statuses: scope.statuses ?? ['Sent'], anyStatus: every(scope.statuses === undefined) },
        ...{ failureClass: scope.failureClass ?? null, anyFailureClass: every(scope.failureClass === undefined) },
        ...{ errorCode: scope.errorCode ?? null, anyErrorCode: every(scope.errorCode === undefined) },
        anyEngagement: every(!scope.isEngaged),
        anyConfidence: every(!scope.isConfirmed),
        anyConsent: every(!scope.isOptedOut),
        ...objectVariables(scope.objectType),
        ...locationVariables(scope),
    };
}

function objectVariables(objectType: string | null | undefined): object {
    const prefix = PREFIXES[objectType ?? ''];
    return {
        objectPrefix: prefix ? `${prefix}%` : NO,
        anyObject: every(objectType === undefined),
        noObject: every(objectType === null),
        otherObject: every(typeof objectType === 'string' && !prefix),
    };
}

/** Of a list without an entry nobody can be outside: the word for all others stands in it, and means nothing there. */
function locationVariables({ location, listedLocations }: MessageScope): object {
    return {
        location: location ?? null,
        anyLocation: every(location === undefined),
        otherLocation: every(location === OTHER_LOCATIONS),
        listedLocations: [OTHER_LOCATIONS, ...(listedLocations ?? [])],
    };
}
