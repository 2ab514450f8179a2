/**
 * Writes the `paths` that let TypeScript find component bundles: `c/x` lies in `lwc/x/x.ts`, which no pattern of a
 * tsconfig can say. One file for the package's components, one for the console's.
 */
import { existsSync, readdirSync } from 'node:fs';
import { writeGenerated } from './generated.ts';

type Paths = Record<string, string[]>;

function bundles(namespace: string, directory: string): Paths {
    const names = readdirSync(directory).filter((name) => existsSync(`${directory}/${name}/${name}.ts`));
    return Object.fromEntries(
        names.sort().map((name) => [`${namespace}/${name}`, [`../${directory}/${name}/${name}.ts`]]),
    );
}

const asConfig = (paths: Paths): string => JSON.stringify({ compilerOptions: { paths } });

const CONSOLE_MODULES = 'local-org/src/console/modules';

await writeGenerated('types/lwcPaths.generated.json', asConfig(bundles('c', 'force-app/main/default/lwc')));
await writeGenerated(
    'types/consolePaths.generated.json',
    asConfig({
        ...bundles('console', `${CONSOLE_MODULES}/console`),
        ...bundles('lightning', `${CONSOLE_MODULES}/lightning`),
    }),
);
