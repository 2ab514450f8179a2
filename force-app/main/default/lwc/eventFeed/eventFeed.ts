import { subscribe, unsubscribe } from 'lightning/empApi';

const NEW_EVENTS_ONLY = -1;

/** Opens a channel and returns the function that closes it, even while it is still opening. */
export function openEventFeed<P>(
    channel: string,
    onEvent: (payload: P) => void,
    onError: (error: unknown) => void,
): () => void {
    let closed = false;
    const opening = subscribe<P>(channel, NEW_EVENTS_ONLY, (message) => {
        if (!closed) onEvent(message.data.payload);
    });
    opening.catch(onError);
    return () => {
        closed = true;
        opening.then((subscription) => unsubscribe(subscription)).catch(() => undefined); // the page is gone; nobody to tell
    };
}
