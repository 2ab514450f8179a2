/**
 * Test messages: what a provider would report of a message that went to nobody. The people in them cannot exist, and what
 * marks them travels to the CRM as their purpose.
 */
import { createHmac } from 'node:crypto';
import type { RawRequest, SampleOrder } from './ports.ts';

/** `Purpose__c` of every test message. The totals leave it out. */
export const TEST_PURPOSE = 'Landed Test';

/** Kept for fiction by Ofcom, and so never anybody's: https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama (known through pages that quote it) */
export const TEST_NUMBER = '+447700900000';
/** A domain that cannot exist: https://www.rfc-editor.org/rfc/rfc2606#section-2 */
export const TEST_EMAIL = 'landed-test@landed.invalid';

const JSON_TYPE = { 'content-type': 'application/json' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };

type Headers = Readonly<Record<string, string>>;

export function jsonSample(url: string, body: unknown, sign: (body: Buffer) => Headers = () => ({})): RawRequest {
    const bytes = Buffer.from(JSON.stringify(body));
    return { method: 'POST', url, headers: { ...JSON_TYPE, ...sign(bytes) }, body: bytes };
}

export function formSample(url: string, fields: Readonly<Record<string, string>>, headers: Headers = {}): RawRequest {
    const body = Buffer.from(new URLSearchParams(fields).toString());
    return { method: 'POST', url, headers: { ...FORM_TYPE, ...headers }, body };
}

/** The address with more in its query, for providers that call with GET. */
export function querySample(url: string, fields: Readonly<Record<string, string>>, headers: Headers = {}): RawRequest {
    const more = new URLSearchParams(fields).toString();
    return { method: 'GET', url: `${url}${url.includes('?') ? '&' : '?'}${more}`, headers, body: Buffer.alloc(0) };
}

/** For providers that sign nothing: the secret as the last part of the path. */
export function secretPath({ path, secret }: SampleOrder): string {
    const [bare = '', ...query] = path.split('?');
    return [`${bare}/${secret}`, ...query].join('?');
}

/** `3f2a…` as `3f2a6b1c-0c5c-…`, for providers that name messages so. */
export function uuidOf({ id }: SampleOrder): string {
    return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** `2026-07-17T12:05:03Z` */
export function wholeSeconds(at: number): string {
    return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** A JSON Web Token with these claims, signed with SHA-256. */
export function tokenOf(claims: object, secret: string): string {
    const parts = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) => Buffer.from(JSON.stringify(part)));
    const signed = parts.map((part) => part.toString('base64url')).join('.');
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
