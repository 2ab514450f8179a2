#!/usr/bin/env node
/** The command as npm installs it: tells what is missing on an old Node, where the rest could not even be read. */
import process from 'node:process';

const OLDEST = [22, 12] as const; // `engines` says the same

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    process.stderr.write(
        `local-org needs Node ${OLDEST.join('.')} or later; this is Node ${process.versions.node} (${process.execPath}). Install a newer one from https://nodejs.org, then run the command again.\n`,
    );
    process.exitCode = 1;
} else {
    await import('./main.ts');
}
