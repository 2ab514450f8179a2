/** The address of a PostgreSQL, in libpq's words: `postgresql://user:password@host:5432/database?sslmode=verify-full`. */
import type { ClientConfig } from 'pg';
import { isLoopback } from '../../core/addresses.ts';

const PARAMETERS = new Set(['sslmode', 'host']);
const TLS_MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const;
type TlsMode = (typeof TLS_MODES)[number];

export interface Address {
    readonly host: string;
    /** What protects the way there: `verify-full` where the address does not say, `disable` on this machine. */
    readonly tls: TlsMode;
    readonly config: ClientConfig;
}

/** Throws what is wrong with it, without repeating it: it holds a password. */
export function readAddress(text: string, certificates?: string): Address {
    if (!URL.canParse(text) || !/^postgres(ql)?:\/\//.test(text)) throw new Error('is no postgresql:// address');
    const url = new URL(text);
    const unknown = [...url.searchParams.keys()].find((name) => !PARAMETERS.has(name));
    if (unknown !== undefined) throw new Error(`has a parameter that is not known here: ${unknown}`);
    const socket = url.searchParams.get('host');
    const host = socket ?? url.hostname.replace(/^\[|\]$/g, '');
    const database = decodeURIComponent(url.pathname.slice(1));
    if (host === '') throw new Error('names no host');
    if (url.username === '') throw new Error('names no user');
    if (database === '') throw new Error('names no database');
    const near = host.startsWith('/') || isLoopback(host);
    const mode = url.searchParams.get('sslmode') ?? (near ? 'disable' : 'verify-full');
    const tls = TLS_MODES.find((known) => known === mode);
    if (tls === undefined) throw new Error(`sslmode must be one of ${TLS_MODES.join(', ')}`);
    const config: ClientConfig = {
        ...{ host, database, user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) },
        port: url.port === '' ? 5_432 : Number(url.port),
        ssl: sslOf(tls, certificates),
    };
    return { host, tls, config };
}

function sslOf(tls: TlsMode, certificates: string | undefined): ClientConfig['ssl'] {
    if (tls === 'disable') return false;
    const ca = certificates === undefined ? {} : { ca: certificates };
    if (tls === 'require') return { rejectUnauthorized: false };
    return tls === 'verify-ca' ? { ...ca, checkServerIdentity: () => undefined } : ca;
}
