/**
 * `node controlServer.ts FILE honest|hasty|unsynced`: the tracer's control. A server that appends each request to a
 * file and answers after the sync, before it, or without any, so that a test can show the trace tells them apart.
 */
import { open } from 'node:fs/promises';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

const [, , path = '', manner = 'honest'] = process.argv;
const file = await open(path, 'a');

const server = createServer((request, response) => {
    void (async (): Promise<void> => {
        await file.write(await text(request));
        if (manner === 'hasty') response.end();
        if (manner !== 'unsynced') await file.datasync();
        if (manner !== 'hasty') response.end();
    })();
});
server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address !== null && typeof address === 'object') console.log(`http://127.0.0.1:${address.port}`);
});
