/** Why a flow was not loaded. */

/** The platform takes it; the local org does not. */
export class UnsupportedInFlow extends Error {
    readonly file: string;
    readonly element: string;
    readonly feature: string;
    constructor(file: string, element: string, feature: string) {
        super(`${file}: ${element}: ${feature} is not supported by the local org`);
        this.name = 'UnsupportedInFlow';
        this.file = file;
        this.element = element;
        this.feature = feature;
    }
}

/** The platform would refuse it too. */
export class InvalidFlow extends Error {
    readonly file: string;
    readonly element: string;
    constructor(file: string, element: string, problem: string) {
        super(`${file}: ${element}: ${problem}`);
        this.name = 'InvalidFlow';
        this.file = file;
        this.element = element;
    }
}
