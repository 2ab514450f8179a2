/** What keeps PostgreSQL from being used, in words that an operator can act on. */
import { RelayError } from '../../core/errors.ts';
import type { RelayErrorCode } from '../../core/errors.ts';

/** By SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html, 2026-11-26). */
const REFUSALS: Readonly<Record<string, string>> = {
    '28P01': 'the password or the user name is wrong',
    '28000': 'the server does not let this user in from here (pg_hba.conf)',
    '3D000': 'there is no such database',
    '3F000': 'there is no such schema',
    '42501': 'the user lacks a permission',
    '25006': 'the server is read-only: a standby, or being maintained',
};

const AWAY: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'nothing answers at its address',
    ENOTFOUND: 'its host has no address',
    EAI_AGAIN: 'its host has no address',
    EHOSTUNREACH: 'there is no way to its host',
    ENETUNREACH: 'there is no way to its host',
    ETIMEDOUT: 'it does not answer',
    ECONNRESET: 'it broke off the connection',
    EPIPE: 'it broke off the connection',
    ENOENT: 'there is no such socket',
    '53300': 'it has no connection left: raise max_connections, or give each relay fewer neighbours',
    '57P01': 'it is shutting down',
    '57P02': 'it has crashed',
    '57P03': 'it is starting or shutting down',
};

/** node-postgres gives these no code. */
const UNCODED =
    /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered)/;
/** Of Node's TLS and OpenSSL (https://nodejs.org/api/tls.html#x509-certificate-error-codes, 2026-11-26). */
const CERTIFICATE = /CERT|UNABLE_TO_|ERR_TLS|ERR_SSL/;

function problemOf(code: string, message: string): readonly [RelayErrorCode, string] | null {
    const refusal = REFUSALS[code];
    if (refusal !== undefined) return ['RELAY_STORE_REFUSED', `PostgreSQL refuses: ${refusal} (${message})`];
    if (CERTIFICATE.test(code)) return ['RELAY_STORE_REFUSED', `PostgreSQL's certificate is not trusted: ${message}`];
    if (message.startsWith('The server does not support SSL'))
        return ['RELAY_STORE_REFUSED', 'PostgreSQL does not speak TLS'];
    const away = AWAY[code] ?? (code.startsWith('08') || UNCODED.test(message) ? message : undefined);
    return away === undefined ? null : ['RELAY_STORE_UNREACHABLE', `PostgreSQL cannot be reached: ${away}`];
}

/** The same error where it is not about reaching or entering the server. */
export function inOurWords(error: unknown): unknown {
    if (!(error instanceof Error) || error instanceof RelayError) return error;
    // Several addresses of one host, each with its own error: the first says enough.
    const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
    const code = first instanceof Error && 'code' in first ? String(first.code) : '';
    const problem = problemOf(code, error.message);
    return problem === null ? error : new RelayError(...problem, { cause: error });
}
