/** What an org's admins have set that cannot work together, or not with the relay's own settings. Pure. */
import { z } from 'zod';
import type { CodeClasses } from './classify.ts';
import type { CodeOverride } from './codeOverrides.ts';
import { keepOfPolicy, KeepFields } from './policyKeeps.ts';

export interface PolicyDoubt {
    /** `failed`: it cannot work. */
    readonly result: 'failed' | 'warning';
    readonly detail: string;
    readonly fix: string;
}

/** As the org answers. */
export const Policies = z.array(
    z
        .object({
            DeveloperName: z.string(),
            Purpose__c: z.string().nullish(),
            High_Stakes__c: z.boolean().nullish(),
            Fallback_Seconds__c: z.number().nullish(),
            Quiet_Hours_Start__c: z.number().nullish(),
            Quiet_Hours_End__c: z.number().nullish(),
            ...KeepFields,
        })
        .transform((row) => ({
            name: row.DeveloperName,
            purpose: row.Purpose__c?.trim() ?? '',
            keptMinutes: keepOfPolicy(row)?.minutes ?? null,
            fallbackSeconds: row.High_Stakes__c === true ? (row.Fallback_Seconds__c ?? null) : null,
            isQuiet:
                (row.Quiet_Hours_Start__c ?? null) !== null &&
                (row.Quiet_Hours_End__c ?? null) !== null &&
                row.Quiet_Hours_Start__c !== row.Quiet_Hours_End__c,
        })),
);
export type Policy = z.output<typeof Policies>[number];

export const POLICIES_SOQL =
    'SELECT DeveloperName, Purpose__c, High_Stakes__c, Fallback_Seconds__c, Quiet_Hours_Start__c, Quiet_Hours_End__c, ' +
    'Keep_Minutes__c, Keep_Days__c, Delete_Once_Delivered__c FROM Delivery_Policy__mdt ORDER BY DeveloperName';

/** What the org's sources and the relay's windows say. */
export interface RelaySide {
    readonly sources: readonly {
        readonly provider: string;
        readonly name: string;
        readonly batchMinutes: number;
        readonly purposes?: readonly string[] | undefined;
    }[];
    readonly windows: { readonly purposes: Readonly<Record<string, number>>; readonly otherSeconds: number };
}

/** From the report until the relay has it; a provider that collects for an hour sends a little later. */
const ON_THE_WAY_SECONDS = 30;

/** How late reports may come of a provider that collects them; 0 when it sends at once. */
export const latestSeconds = (batchMinutes: number): number =>
    batchMinutes === 0 ? 0 : batchMinutes * 60 + ON_THE_WAY_SECONDS;

/** The send gate knows this one by its name; whatever else is called so is a purpose like any other. */
const OTP = 'OTP';
const ONE_TIME = /\botps?\b|one.?time|pass.?code|verification|\b[2m]fa\b|(?:log.?in|security) code/i;
const isOneTime = (purpose: string): boolean => purpose !== OTP && ONE_TIME.test(purpose.replaceAll('_', ' '));

const QUIET_FIX = `Call the purpose exactly "${OTP}", which has no quiet hours, or give it a policy of its own with both hours blank.`;

/** One-time passwords that the send gate would hold back until the morning. */
function heldBack(policies: readonly Policy[], { windows }: RelaySide): PolicyDoubt[] {
    const isQuietByDefault = policies.some(({ name, isQuiet }) => name === 'Default' && isQuiet);
    const named = new Set(policies.map(({ purpose }) => purpose.toLowerCase()));
    const without = Object.keys(windows.purposes).filter((purpose) => !named.has(purpose.toLowerCase()));
    return [
        ...policies
            .filter(({ purpose, isQuiet }) => isQuiet && isOneTime(purpose))
            .map(({ name, purpose }) => `policy ${name}: quiet hours hold back one-time passwords ("${purpose}")`),
        ...without
            .filter((purpose) => isQuietByDefault && isOneTime(purpose))
            .map((purpose) => `"${purpose}" has no policy, so the default's quiet hours hold back one-time passwords`),
    ].map((detail): PolicyDoubt => ({ result: 'failed', detail, fix: QUIET_FIX }));
}

/** Fallbacks that come before the report can, and those about which the org and the relay disagree. */
function windowDoubts(
    { name, purpose, fallbackSeconds, keptMinutes }: Policy,
    { sources, windows }: RelaySide,
): PolicyDoubt[] {
    if (fallbackSeconds === null || purpose === '') return [];
    const carries = ({ purposes }: RelaySide['sources'][number]): boolean =>
        purposes?.some((each) => each.toLowerCase() === purpose.toLowerCase()) ?? true;
    const late = sources.filter((each) => carries(each) && latestSeconds(each.batchMinutes) > fallbackSeconds);
    const [, relaySeconds] =
        Object.entries(windows.purposes).find(([each]) => each.toLowerCase() === purpose.toLowerCase()) ?? [];
    const waits = relaySeconds ?? windows.otherSeconds;
    return [
        ...late.map((source): PolicyDoubt => ({
            result: 'failed',
            detail: `policy ${name}: falls back after ${fallbackSeconds} s, and ${source.provider}/${source.name} sends its reports up to ${source.batchMinutes} minutes late`,
            fix: 'Let the provider send at once, lengthen Fallback Seconds, or say in `purposes` of the source that none of these come there.',
        })),
        ...(keptMinutes === null || keptMinutes * 60 > fallbackSeconds
            ? []
            : [
                  {
                      result: 'failed' as const,
                      detail: `policy ${name}: falls back after ${fallbackSeconds} s, and is kept for ${keptMinutes} min: the relay no longer hears what became of the message`,
                      fix: 'Keep its messages longer than Fallback Seconds.',
                  },
              ]),
        ...(waits === fallbackSeconds
            ? []
            : [
                  {
                      result: 'warning' as const,
                      detail: `policy ${name}: falls back after ${fallbackSeconds} s, the relay calls such a message unconfirmed after ${waits} s`,
                      fix: `Set windows.purposes of "${purpose}" to ${fallbackSeconds}, or Fallback Seconds of the policy to ${waits}.`,
                  },
              ]),
    ];
}

export function policyDoubts(policies: readonly Policy[], relay: RelaySide): PolicyDoubt[] {
    return [...heldBack(policies, relay), ...policies.flatMap((policy) => windowDoubts(policy, relay))];
}

/** Codes that the shipped table knows to pass, and that an admin calls permanent. */
export function overrideDoubts(
    used: readonly CodeOverride[],
    providers: { readonly get: (id: string) => CodeClasses | undefined },
): PolicyDoubt[] {
    return used.flatMap(({ provider, code, class: named, evidence }): PolicyDoubt[] => {
        const codes = providers.get(provider)?.codes ?? {};
        const shipped = Object.hasOwn(codes, code) ? codes[code] : undefined;
        const passes = shipped?.class === 'Temporary' || (shipped?.evidence ?? 1) > 1;
        if (named !== 'Permanent' || !passes) return [];
        const stated = (evidence ?? 1) > 1;
        return [
            {
                result: stated ? 'warning' : 'failed',
                detail: `${provider} ${code} is called Permanent, and its cause is known to pass (shipped: ${shipped?.class ?? 'none'})`,
                fix: stated
                    ? 'Look whether these numbers really stay dead: `landed replay` shows whom it suppresses.'
                    : 'Say in Evidence how many messages must agree before somebody is suppressed, two at least, or leave the code to the table.',
            },
        ];
    });
}
