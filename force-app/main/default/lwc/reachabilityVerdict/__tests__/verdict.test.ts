import { verdictOf } from '../verdict';
import type { Message, Person } from '../person';

const PERSON: Person = {
    email: 'amara.okafor@example.com',
    emailOptOut: false,
    doNotCall: false,
    phone: '+447700900001',
    number: '+447700900001',
    numberUnclear: false,
    reachability: 'Reachable',
    suppressed: false,
    suppressionReason: null,
    suppressionLabel: null,
    optedOut: false,
    failureCount: 0,
    lastDeliveredAt: '2026-11-20T10:00:00.000Z',
    reengagementChannel: null,
    preferredChannel: null,
};

const MESSAGE: Message = {
    id: 'a00000000000001AAA',
    channel: 'SMS',
    provider: 'twilio',
    status: 'Undelivered',
    occurredAt: '2026-11-21T10:00:00.000Z',
    errorCode: '30005',
    failureClass: 'Permanent',
    confidence: null,
    readAt: null,
    clickedAt: null,
    repliedAt: null,
    optedOutAt: null,
    optedInAt: null,
    complainedAt: null,
    recipient: '+447700900001',
};

const UNREACHABLE: Partial<Person> = { reachability: 'Unreachable', suppressed: true, reengagementChannel: 'Email' };

describe('the verdict on a person', () => {
    const verdict = (person: Partial<Person>, messages: Message[] = []) =>
        verdictOf({ ...PERSON, ...person }, messages);

    it('is to send as usual when the newest message was delivered', () => {
        expect(verdict({})).toMatchObject({
            tone: 'good',
            headline: 'c.Delivery_Headline_Reachable',
            nextStep: 'c.Delivery_Next_Send',
        });
    });

    it('says in plain words why the number does not work and to write an email', () => {
        expect(verdict(UNREACHABLE, [MESSAGE])).toMatchObject({
            tone: 'bad',
            headline: 'c.Delivery_Headline_Unreachable',
            reason: 'c.Delivery_Reason_No_Such_Number',
            nextStep: 'c.Delivery_Next_Email',
            action: 'email',
        });
    });

    it('takes the reason from the permanent failure, not from a newer temporary one', () => {
        const temporary = { ...MESSAGE, id: 'a00000000000002AAA', errorCode: '30003', failureClass: 'Temporary' };
        expect(verdict(UNREACHABLE, [temporary, MESSAGE]).reason).toBe('c.Delivery_Reason_No_Such_Number');
    });

    it('names the permanent failure when its message is no longer among the latest', () => {
        expect(verdict(UNREACHABLE, []).reason).toBe('c.Delivery_Reason_Permanent');
    });

    it('does not send anyone to a person who wants no email either', () => {
        expect(verdict({ ...UNREACHABLE, emailOptOut: true })).toMatchObject({
            nextStep: 'c.Delivery_Next_Another_Way',
            action: undefined,
        });
    });

    it('proposes a call when the flows chose voice', () => {
        expect(verdict({ ...UNREACHABLE, reengagementChannel: 'Voice', email: null }).action).toBe('call');
    });

    it('proposes no call to a person who must not be called', () => {
        const person = { ...UNREACHABLE, reengagementChannel: 'Voice', email: null, doNotCall: true };
        expect(verdict(person).action).toBeUndefined();
    });

    const suppressions: [string, string][] = [
        ['Opt Out', 'c.Delivery_Reason_Opted_Out'],
        ['Complaint', 'c.Delivery_Reason_Complained'],
        ['Manual', 'c.Delivery_Reason_Stopped_By_Hand'],
    ];

    it.each(suppressions)('forbids text messages after a suppression by %s', (suppressionReason, reason) => {
        const person = { reachability: 'Suppressed', suppressed: true, suppressionReason };
        expect(verdict(person)).toMatchObject({ headline: 'c.Delivery_Headline_Suppressed', reason, tone: 'bad' });
    });

    it('asks to check the number after several failures', () => {
        expect(verdict({ reachability: 'Needs Review', failureCount: 3 })).toMatchObject({
            tone: 'caution',
            nextStep: 'c.Delivery_Next_Check_Number',
        });
    });

    it('never reads a message that was only sent as reachable', () => {
        const sent = { ...MESSAGE, status: 'Sent', failureClass: null, errorCode: null };
        expect(verdict({ reachability: 'Unknown' }, [sent])).toMatchObject({
            headline: 'c.Delivery_Headline_Unknown',
            reason: 'c.Delivery_Reason_Not_Confirmed_Yet',
        });
    });

    it('says when nothing was ever sent', () => {
        expect(verdict({ reachability: null }).reason).toBe('c.Delivery_Reason_Nothing_Sent');
    });

    it('asks for the country code of an unclear number', () => {
        expect(verdict({ number: null, numberUnclear: true, reachability: null })).toMatchObject({
            headline: 'c.Delivery_Headline_No_Number',
            reason: 'c.Delivery_Reason_Number_Unclear',
            nextStep: 'c.Delivery_Next_Add_Number',
        });
    });

    it.each([
        ['Not a number', 'Letters'],
        ['Too short', 'Short'],
        ['Too long', 'Long'],
        ['Country or length unclear', 'Unclear'],
        [null, 'Unclear'],
    ])('says of a mobile phone that is no number what is wrong with it: %s', (numberProblem, reason) => {
        expect(verdict({ number: null, numberUnclear: true, numberProblem, reachability: null }).reason).toBe(
            `c.Delivery_Reason_Number_${reason}`,
        );
    });
});
