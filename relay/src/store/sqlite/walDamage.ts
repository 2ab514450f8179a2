/**
 * Whether the end of a write-ahead log is damaged. SQLite leaves out what is not whole, and says nothing: whoever starts a
 * relay after a power cut or with a bad disk should hear of it. https://sqlite.org/fileformat2.html#walformat (2026-11-26)
 */
import { closeSync, openSync, readSync } from 'node:fs';

const HEADER = 32;
const FRAME_HEADER = 24;
const MAGIC = 0x377f0682;
/** Checksums are over words in the byte order that the lowest bit of the magic number names. */
const BIG_ENDIAN = 1;

type Sums = readonly [number, number];

function sum(bytes: Buffer, from: number, to: number, bigEndian: boolean, [first, second]: Sums): Sums {
    const word = (at: number): number => (bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));
    for (let at = from; at < to; at += 8) {
        first = (first + word(at) + second) >>> 0;
        second = (second + word(at + 4) + first) >>> 0;
    }
    return [first, second];
}

const same = (bytes: Buffer, at: number, [first, second]: Sums): boolean =>
    bytes.readUInt32BE(at) === first && bytes.readUInt32BE(at + 4) === second;

/** Reads the log at `path`, if there is one. Returns where the damage begins, in bytes; null when there is none. */
export function walDamage(path: string): number | null {
    let file: number;
    try {
        file = openSync(path, 'r');
    } catch {
        return null; // no log: everything is in the database's own file
    }
    try {
        return damageIn(file);
    } finally {
        closeSync(file);
    }
}

function damageIn(file: number): number | null {
    const header = Buffer.alloc(HEADER);
    const there = readSync(file, header, 0, HEADER, 0);
    if (there === 0) return null;
    const magic = there < HEADER ? 0 : header.readUInt32BE(0);
    const bigEndian = (magic & BIG_ENDIAN) === 1;
    let sums = there < HEADER ? ([0, 0] as const) : sum(header, 0, 24, bigEndian, [0, 0]);
    if ((magic | BIG_ENDIAN) !== (MAGIC | BIG_ENDIAN) || !same(header, 24, sums)) return 0;
    const salts: Sums = [header.readUInt32BE(16), header.readUInt32BE(20)];
    const frame = Buffer.alloc(FRAME_HEADER + header.readUInt32BE(8));
    for (let at = HEADER; ; at += frame.length) {
        const read = readSync(file, frame, 0, frame.length, at);
        if (read === 0) return null;
        if (read < 16) return at;
        const [first, second] = [frame.readUInt32BE(8) === salts[0], frame.readUInt32BE(12) === salts[1]];
        if (!first && !second) return null; // of an earlier round of the log, as it should be
        if (first !== second || read < frame.length) return at;
        sums = sum(frame, 0, 8, bigEndian, sums);
        sums = sum(frame, FRAME_HEADER, frame.length, bigEndian, sums);
        if (!same(frame, 16, sums)) return at;
    }
}
