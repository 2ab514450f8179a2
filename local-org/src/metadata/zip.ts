/**
 * Reads a zip archive: stored and deflated entries, which is what deployments hold.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.12 and 4.3.16
 */
import { inflateRawSync } from 'node:zlib';

const END_SIGNATURE = 0x06054b50;
const END_SIZE = 22;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_SIZE = 46;
const LOCAL_SIZE = 30;
const STORED = 0;
const DEFLATED = 8;
/** The platform's own limit of an unpacked deployment. https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_metadata.htm */
const MOST_BYTES = 600 * 1024 * 1024;

/** Contents by path; directories are left out. Throws when the archive is damaged. */
export function readZip(archive: Buffer): ReadonlyMap<string, Buffer> {
    const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
    if (end < 0 || archive.length < end + END_SIZE || archive.readUInt32LE(end) !== END_SIGNATURE)
        throw new Error('the archive is no zip file');
    const files = new Map<string, Buffer>();
    let at = archive.readUInt32LE(end + 16);
    let left = MOST_BYTES;
    for (let count = archive.readUInt16LE(end + 10); count > 0; count -= 1) {
        if (archive.readUInt32LE(at) !== ENTRY_SIGNATURE) throw new Error('the zip file is damaged');
        const nameLength = archive.readUInt16LE(at + 28);
        const name = archive.toString('utf8', at + ENTRY_SIZE, at + ENTRY_SIZE + nameLength);
        if (!name.endsWith('/')) {
            const content = readEntry(archive, at, left);
            left -= content.length;
            files.set(name, content);
        }
        at += ENTRY_SIZE + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    }
    return files;
}

function readEntry(archive: Buffer, at: number, mostBytes: number): Buffer {
    const method = archive.readUInt16LE(at + 10);
    const size = archive.readUInt32LE(at + 20);
    const local = archive.readUInt32LE(at + 42);
    const start = local + LOCAL_SIZE + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const packed = archive.subarray(start, start + size);
    if (method === STORED) return packed;
    if (method === DEFLATED) return inflateRawSync(packed, { maxOutputLength: mostBytes });
    throw new Error(`the zip file uses the compression ${method}`);
}
