/** The policies of the package as sentences, from the text that Relay_Status__c.Policies__c makes of them. */
import { secondsText } from 'c/figureText';
import { fillLabel } from 'c/labelText';
import { LABELS } from './labels';

export interface Policy {
    readonly name: string;
    readonly title: string;
    readonly rules: readonly string[];
}

const DEFAULT = 'Default';

export function readPolicies(list: string | null): Policy[] {
    return (list ?? '').split(';').filter(Boolean).map(readPolicy);
}

/** In the order of the field's description; a blank stands for what the policy leaves open. */
function readPolicy(line: string): Policy {
    const [name = '', highStakes, seconds = '', channel, ...rest] = line.split('|');
    const [pending = '', undelivered = '', failures = '', quietFrom = '', quietTo = '', evidenceDays = ''] = rest;
    const isDefault = name === DEFAULT;
    const way = channel === 'Voice' ? LABELS.policyVoice : LABELS.policyEmail;
    const hasFallback = highStakes === '1' && seconds !== '';
    const hasQuietHours = quietFrom !== '' && quietTo !== '';
    return {
        name,
        title: isDefault ? LABELS.policyDefault : name.replaceAll('_', ' '),
        rules: [
            hasFallback ? fillLabel(LABELS.policyFallback, secondsText(Number(seconds)), way) : '',
            pending && fillLabel(LABELS.policyPending, pending),
            undelivered && fillLabel(LABELS.policyUndelivered, undelivered),
            failures && fillLabel(LABELS.policyReview, failures),
            isDefault && evidenceDays ? fillLabel(LABELS.policyEvidence, evidenceDays) : '', // of the others nobody reads it
            hasQuietHours ? fillLabel(LABELS.policyQuiet, quietFrom, quietTo) : LABELS.policyNoQuiet,
        ].filter((rule) => rule !== ''),
    };
}
