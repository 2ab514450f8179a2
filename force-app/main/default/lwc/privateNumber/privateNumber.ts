/** Addresses of people as they are shown: the hash that stands for a number where the relay keeps numbers out of events says nothing to anybody. */
import KEPT_PRIVATE from '@salesforce/label/c.Delivery_Number_Private';
import KEPT_PRIVATE_KNOWN from '@salesforce/label/c.Delivery_Number_Private_Known';
import { fillLabel } from 'c/labelText';

/** No number, email address or device begins like it. */
const HASH = /^#[\w-]{43}$/;

export const isHash = (address: string | null | undefined): boolean => HASH.test(address ?? '');

/** `onRecord`: the number of the person whose hash it is, if the reader may see it. */
export function addressWords(address: string, onRecord?: string | null): string {
    if (!isHash(address)) return address;
    return onRecord ? fillLabel(KEPT_PRIVATE_KNOWN, onRecord) : KEPT_PRIVATE;
}
