/** What an SMSC answers when it refuses a message, for every gateway that passes it on by number or by name. */
import { readCodeTable } from './classify.ts';
import type { CodeTable } from './classify.ts';
import codes from './smppErrors.codes.json' with { type: 'json' };

const SMPP_ERRORS = readCodeTable(codes);

/** `command_status`: SMPP 3.4, section 5.1.3, https://smpp.org/SMPP_v3_4_Issue1_2.pdf (checked 2026-11-25). */
const NAMES: ReadonlyMap<number, keyof typeof codes.codes> = new Map([
    [0x01, 'ESME_RINVMSGLEN'],
    [0x02, 'ESME_RINVCMDLEN'],
    [0x03, 'ESME_RINVCMDID'],
    [0x04, 'ESME_RINVBNDSTS'],
    [0x08, 'ESME_RSYSERR'],
    [0x0a, 'ESME_RINVSRCADR'],
    [0x0b, 'ESME_RINVDSTADR'],
    [0x0d, 'ESME_RBINDFAIL'],
    [0x0e, 'ESME_RINVPASWD'],
    [0x0f, 'ESME_RINVSYSID'],
    [0x14, 'ESME_RMSGQFUL'],
    [0x15, 'ESME_RINVSERTYP'],
    [0x45, 'ESME_RSUBMITFAIL'],
    [0x48, 'ESME_RINVSRCTON'],
    [0x49, 'ESME_RINVSRCNPI'],
    [0x50, 'ESME_RINVDSTTON'],
    [0x51, 'ESME_RINVDSTNPI'],
    [0x58, 'ESME_RTHROTTLED'],
    [0x61, 'ESME_RINVSCHED'],
    [0x62, 'ESME_RINVEXPIRY'],
    [0x64, 'ESME_RX_T_APPN'],
    [0x65, 'ESME_RX_P_APPN'],
    [0x66, 'ESME_RX_R_APPN'],
    [0xff, 'ESME_RUNKNOWNERR'],
]);

/** The standard's name; vendors' own numbers stay numbers. */
export function smppErrorName(status: number): string {
    return NAMES.get(status) ?? `0x${status.toString(16).toUpperCase().padStart(8, '0')}`;
}

/** A gateway's own table, and what SMSCs mean by the errors that it passes on. */
export function withSmppErrors(table: CodeTable): CodeTable {
    return { ...table, codes: { ...SMPP_ERRORS.codes, ...table.codes } };
}
