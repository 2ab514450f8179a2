/** Made by local-org/src/console/build/projectComponents.ts when the console is built. */
declare module 'console/projectComponents' {
    import type { LightningElement } from 'lwc';

    interface ProjectComponentEntry {
        load(): Promise<typeof LightningElement>;
        readonly types: Readonly<Record<string, string>>;
        readonly defaults: Readonly<Record<string, string>>;
    }
    export const PROJECT_COMPONENTS: Readonly<Record<string, ProjectComponentEntry>>;
}
