/** Zip files as deployments and retrievals have them: contents by path, directories left out. */
import { unzipSync, zipSync } from 'fflate';

/** The platform's own limit of an unpacked deployment. https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_metadata.htm */
const MOST_BYTES = 600 * 1024 * 1024;

/** Throws when the archive is damaged or too large. */
export function readZip(archive: Uint8Array): ReadonlyMap<string, Buffer> {
    let bytes = 0;
    const files = unzipSync(archive, {
        filter({ name, originalSize }) {
            bytes += originalSize;
            if (bytes > MOST_BYTES) throw new Error('the unpacked files are larger than 600 MB');
            return !name.endsWith('/');
        },
    });
    return new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)]));
}

export function writeZip(files: ReadonlyMap<string, Uint8Array>): Buffer {
    return Buffer.from(zipSync(Object.fromEntries(files), { mtime: new Date(Date.UTC(2000, 0, 1)) }));
}
