import { subscribe, unsubscribe } from 'lightning/empApi';
import { openEventFeed } from 'c/eventFeed';

const CHANNEL = '/event/Parcel_Scan__e';
const SUBSCRIPTION = { id: '_1', channel: CHANNEL };
const opening = jest.mocked(subscribe);
const closing = jest.mocked(unsubscribe);

// eslint-disable-next-line @lwc/lwc/no-async-operation -- lets everything that is already promised happen
const flush = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** As the platform calls back when an event comes. */
const publish = (payload: unknown): void => opening.mock.lastCall![2]({ data: { payload } });

describe('a feed of events', () => {
    beforeEach(() => {
        jest.clearAllMocks();
        opening.mockResolvedValue(SUBSCRIPTION);
    });

    it('hands over the payload of each new event', async () => {
        const heard: unknown[] = [];
        openEventFeed(CHANNEL, (payload) => heard.push(payload), fail);
        await flush();
        publish({ Key__c: 'one' });
        expect(opening).toHaveBeenCalledWith(CHANNEL, -1, expect.any(Function));
        expect(heard).toEqual([{ Key__c: 'one' }]);
    });

    it('is silent once it is closed, and lets go of its channel', async () => {
        const heard: unknown[] = [];
        const close = openEventFeed(CHANNEL, (payload) => heard.push(payload), fail);
        await flush();
        close();
        publish({ Key__c: 'late' });
        await flush();
        expect(heard).toEqual([]);
        expect(closing).toHaveBeenCalledWith(SUBSCRIPTION);
    });

    it('lets go of its channel also when it is closed before it has opened', async () => {
        let open: (subscription: typeof SUBSCRIPTION) => void = fail;
        opening.mockReturnValue(new Promise((resolve) => (open = resolve)));
        openEventFeed(CHANNEL, fail, fail)();
        await flush();
        expect(closing).not.toHaveBeenCalled();
        open(SUBSCRIPTION);
        await flush();
        expect(closing).toHaveBeenCalledWith(SUBSCRIPTION);
    });

    it('tells why it could not be opened, and may be closed all the same', async () => {
        opening.mockRejectedValue({ error: '403::' });
        const errors: unknown[] = [];
        const close = openEventFeed(CHANNEL, fail, (error) => errors.push(error));
        await flush();
        close();
        await flush();
        expect(errors).toEqual([{ error: '403::' }]);
        expect(closing).not.toHaveBeenCalled();
    });
});

function fail(): never {
    throw new Error('not to be called');
}
