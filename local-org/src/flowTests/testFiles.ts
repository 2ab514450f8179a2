/** Files of tests: modules whose default export is the list. */
import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FlowTest, FlowTests } from './flowTest.ts';

/** Files that fit the patterns, relative to the directory; throws for a pattern that no file fits. */
export function findTestFiles(patterns: readonly string[], directory: string): string[] {
    const found = patterns.flatMap((pattern) => {
        const files = globSync(pattern, { cwd: directory }).map((file) => resolve(directory, file));
        if (files.length === 0) throw new Error(`No file fits ${pattern}`);
        return files;
    });
    return [...new Set(found)].sort();
}

export async function importTests(files: readonly string[]): Promise<FlowTest[]> {
    const tests: FlowTest[] = [];
    for (const file of files) {
        const module = (await import(pathToFileURL(file).href)) as { readonly default?: unknown }; // any module is an object
        if (!isFlowTests(module.default))
            throw new Error(`${file} does not export a list of flow tests as its default`);
        tests.push(...module.default.list);
    }
    return tests;
}

function isFlowTests(value: unknown): value is FlowTests {
    return typeof value === 'object' && value !== null && 'list' in value && Array.isArray(value.list);
}
