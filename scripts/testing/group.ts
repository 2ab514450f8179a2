/**
 * A process for the test files that are its arguments: what they import is loaded once for all of them. Each file is a
 * suite of its own, so that its hooks reach no other file's tests.
 */
import path from 'node:path';
import { after, before, describe } from 'node:test';
import { pathToFileURL } from 'node:url';
import { costLine, costSoFar } from './costs.ts';

process.argv.slice(2).forEach((file, index) => {
    describe(file, async () => {
        let start = { seconds: 0, processorSeconds: 0 }; // loading counts for the first
        before(() => {
            if (index > 0) start = costSoFar();
        });
        after(() => {
            const end = costSoFar();
            const cost = {
                file,
                seconds: end.seconds - start.seconds,
                processorSeconds: end.processorSeconds - start.processorSeconds,
            };
            process.stderr.write(costLine(cost));
        });
        await import(pathToFileURL(path.resolve(file)).href);
    });
});
