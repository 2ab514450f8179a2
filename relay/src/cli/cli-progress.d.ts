/** What we use of a package that brings no types. https://github.com/npkgz/cli-progress (3.12.0, 2026-11-26) */
declare module 'cli-progress' {
    interface Options {
        readonly format: string;
        readonly stream: NodeJS.WriteStream;
        readonly clearOnComplete: boolean;
        readonly hideCursor: boolean;
    }
    export class SingleBar {
        constructor(options: Options);
        start(total: number, startValue: number): void;
        update(value: number): void;
        stop(): void;
    }
}
