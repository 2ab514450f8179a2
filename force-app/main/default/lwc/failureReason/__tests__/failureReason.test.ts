import { failureReason } from 'c/failureReason';

describe('why a message failed', () => {
    it('is told by the code where the code is known', () => {
        const reason = failureReason({ provider: 'twilio', errorCode: '30005', failureClass: 'Permanent' });
        expect(reason).toBe('c.Delivery_Reason_No_Such_Number');
    });

    it('is told by the class for all other codes', () => {
        const reason = failureReason({ provider: 'twilio', errorCode: '99999', failureClass: 'Temporary' });
        expect(reason).toBe('c.Delivery_Reason_Temporary');
    });

    it("does not take one provider's code for another's", () => {
        const reason = failureReason({ provider: 'bsr', errorCode: '30005', failureClass: 'Unknown' });
        expect(reason).toBe('c.Delivery_Reason_Unknown');
    });

    it('is empty for a message that did not fail', () => {
        expect(failureReason({ provider: 'twilio', errorCode: null, failureClass: null })).toBe('');
    });
});
