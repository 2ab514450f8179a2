import { failureAdvice, failureReason } from 'c/failureReason';
import type { Failure } from 'c/failureReason';

const failure = (fields: Partial<Failure>): Failure => ({
    provider: 'twilio',
    status: 'Undelivered',
    errorCode: null,
    failureClass: 'Unknown',
    ...fields,
});

describe('why a message failed', () => {
    it('is told by the code where the code is known', () => {
        const reason = failureReason(failure({ errorCode: '30005', failureClass: 'Permanent' }));
        expect(reason).toBe('c.Delivery_Reason_No_Such_Number');
    });

    it('is told by the class for all other codes', () => {
        const reason = failureReason(failure({ errorCode: '99999', failureClass: 'Temporary' }));
        expect(reason).toBe('c.Delivery_Reason_Temporary');
    });

    it("does not take one provider's code for another's", () => {
        const reason = failureReason(failure({ provider: 'bsr', errorCode: '30005', failureClass: 'Configuration' }));
        expect(reason).toBe('c.Delivery_Reason_Configuration');
    });

    it.each([
        ['Undelivered', 'c.Delivery_Reason_Undelivered'],
        ['Expired', 'c.Delivery_Reason_Expired'],
        ['Rejected', 'c.Delivery_Reason_Rejected'],
        ['Unknown', 'c.Delivery_Reason_No_Receipt'],
        ['Failed', 'c.Delivery_Reason_Unknown'],
    ])('of %s is its usual cause when nothing else is known', (status, reason) => {
        expect(failureReason(failure({ status }))).toBe(reason);
    });

    it('of an unknown outcome is told though it is no failure', () => {
        const unknown = failure({ status: 'Unknown', failureClass: null });
        expect([failureReason(unknown), failureAdvice(unknown)]).toEqual([
            'c.Delivery_Reason_No_Receipt',
            'c.Delivery_Advice_Unknown',
        ]);
    });

    it('is empty for a message that did not fail', () => {
        const delivered = failure({ status: 'Delivered', failureClass: null });
        expect([failureReason(delivered), failureAdvice(delivered)]).toEqual(['', '']);
    });
});

describe('what to do about a failure', () => {
    it.each([
        ['Failed', 'Configuration', 'Failed'],
        ['Failed', 'Unknown', 'Failed'],
        ['Failed', 'Permanent', 'Failed'],
        ['Rejected', 'Unknown', 'Rejected'],
        ['Rejected', 'Spam Filtered', 'Rejected'],
        ['Undelivered', 'Spam Filtered', 'Rejected'],
        ['Expired', 'Temporary', 'Expired'],
        ['Expired', 'Unknown', 'Expired'],
        ['Undelivered', 'Permanent', 'Permanent'],
        ['Undelivered', 'Temporary', 'Temporary'],
        ['Undelivered', 'Unknown', 'Undelivered'],
        ['Undelivered', 'Opted Out', 'Opted_Out'],
        ['Rejected', 'Opted Out', 'Opted_Out'],
        ['Undelivered', 'Configuration', 'Failed'],
    ])('%s, %s: the advice of %s', (status, failureClass, advice) => {
        expect(failureAdvice(failure({ status, failureClass }))).toBe(`c.Delivery_Advice_${advice}`);
    });
});
