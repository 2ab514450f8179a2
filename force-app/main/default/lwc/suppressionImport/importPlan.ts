import { CHANNELS, readAddress } from 'c/addressText';
import type { AddressProblem } from 'c/addressText';
import type { Entry } from 'c/newSuppression';
import { csvRows } from './csvRows';

export interface BadLine {
    readonly line: number;
    readonly text: string;
    readonly problem: AddressProblem | 'twice' | 'overLimit';
}

export interface ImportPlan {
    readonly entries: readonly (Entry & { readonly line: number })[];
    readonly bad: readonly BadLine[];
}

/** Each is a call of its own, and so a transaction of its own: what one import may ask of an org. */
export const MOST_ROWS = 200;
const ADDRESS_HEADERS = /^(address|number|phone|mobile|mobilephone|email|sms_number__c|address__c)$/i;
const CHANNEL_HEADERS = /^(channel|channel__c)$/i;

/** What a text would put on the list, and which of its lines it would not, each once. */
export function planImport(text: string, channel: string): ImportPlan {
    const rows = csvRows(text);
    const header = rows[0]?.cells.map((cell) => cell.trim()) ?? [];
    const addressAt = header.findIndex((cell) => ADDRESS_HEADERS.test(cell));
    const channelAt = header.findIndex((cell) => CHANNEL_HEADERS.test(cell));
    const entries: (Entry & { readonly line: number })[] = [];
    const bad: BadLine[] = [];
    const seen = new Set<string>();
    for (const { line, cells } of addressAt < 0 ? rows : rows.slice(1)) {
        const typed = unguarded(cells[Math.max(addressAt, 0)] ?? '');
        const rowChannel = knownChannel(addressAt < 0 ? undefined : cells[channelAt]) ?? channel;
        const reading = readAddress(rowChannel, typed);
        const key = 'address' in reading ? `${rowChannel}:${reading.address}` : '';
        const refuse = (problem: BadLine['problem']): number => bad.push({ line, text: typed, problem });
        if ('problem' in reading) refuse(reading.problem);
        else if (seen.has(key)) refuse('twice');
        else if (entries.length === MOST_ROWS) refuse('overLimit');
        else entries.push({ channel: rowChannel, address: reading.address, line });
        seen.add(key);
    }
    return { entries, bad };
}

function knownChannel(text: string | undefined): string | undefined {
    return CHANNELS.find((channel) => channel.toLowerCase() === text?.trim().toLowerCase());
}

/** Our own export puts an apostrophe before what a spreadsheet would take for a formula, such as +44…. */
function unguarded(cell: string): string {
    return cell.trim().replace(/^'/, '');
}
