/** Packages in Metadata API format for tests, sent by jsforce. */
import { strToU8, unzipSync, zipSync } from 'fflate';
import { Connection } from 'jsforce';
import { assign, flowXml, start } from '../flow/support/flowXml.ts';
import { startOrg } from '../support/server.ts';
import type { RunningOrg } from '../support/server.ts';
import type { ProjectFiles } from '../support/project.ts';

export type Files = Readonly<Record<string, string>>;
export type Members = Readonly<Record<string, readonly string[]>>;

export interface Message {
    readonly fullName: string;
    readonly componentType: string;
    readonly fileName: string;
    readonly problem?: string;
    readonly problemType?: string;
    readonly lineNumber?: number;
    readonly columnNumber?: number;
    readonly created: boolean;
    readonly changed: boolean;
    readonly deleted: boolean;
}

export interface DeployAnswer {
    readonly id: string;
    readonly done: boolean;
    readonly status: string;
    readonly success: boolean;
    readonly checkOnly: boolean;
    readonly numberComponentsDeployed: number;
    readonly numberComponentErrors: number;
    readonly details: { readonly componentFailures?: Message[]; readonly componentSuccesses?: Message[] };
}

export function manifest(members: Members): string {
    const types = Object.entries(members).map(
        ([type, names]) =>
            `<types>${names.map((name) => `<members>${name}</members>`).join('')}<name>${type}</name></types>`,
    );
    return `<?xml version="1.0" encoding="UTF-8"?><Package xmlns="http://soap.sforce.com/2006/04/metadata">${types.join('')}<version>67.0</version></Package>`;
}

export function object(inner: string): string {
    return `<?xml version="1.0" encoding="UTF-8"?><CustomObject xmlns="http://soap.sforce.com/2006/04/metadata">${inner}</CustomObject>`;
}

export function textField(name: string, more = ''): string {
    return `<fields><fullName>${name}</fullName><label>${name}</label><length>20</length><type>Text</type>${more}</fields>`;
}

/** A before-save flow that puts the value into the field. */
export function fillingFlow(field: string, value: string): string {
    return flowXml(start('before', 'Fill'), assign('Fill', [[`$Record.${field}`, 'Assign', value]]));
}

export function zip(files: Files): Buffer {
    return Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)]))));
}

export interface MetadataOrg extends RunningOrg {
    readonly connection: Connection;
    /** Over SOAP; the zip gets a package.xml of the members. */
    deploy(members: Members, files: Files, options?: Readonly<Record<string, unknown>>): Promise<DeployAnswer>;
    /** Contents by path. */
    retrieve(members: Members): Promise<ReadonlyMap<string, string>>;
}

export async function startMetadataOrg(files: ProjectFiles = {}): Promise<MetadataOrg> {
    const org = await startOrg(files);
    const { url: instanceUrl, accessToken, version } = org;
    const connection = new Connection({ instanceUrl, accessToken, version });
    connection.metadata.pollInterval = 5;
    return {
        ...org,
        connection,
        async deploy(members, given, options = {}) {
            const archive = zip({ 'package.xml': manifest(members), ...given });
            const all = { rollbackOnError: true, singlePackage: true, ...options };
            const result = await connection.metadata.deploy(archive, all).complete(true);
            return result as unknown as DeployAnswer; // its types leave the details out
        },
        async retrieve(members) {
            const types = Object.entries(members).map(([name, of]) => ({ name, members: [...of] }));
            const request = { apiVersion: '67.0', singlePackage: true, unpackaged: { types, version: '67.0' } };
            const result = await connection.metadata.retrieve(request as never).complete(); // its type asks for more than the API
            const entries = Object.entries(unzipSync(Buffer.from(result.zipFile, 'base64')));
            return new Map(entries.map(([path, content]) => [path, Buffer.from(content).toString()]));
        },
    };
}

/** `type fullName: state` of each component, without the manifest. */
export function states({ details }: DeployAnswer): string[] {
    return [details.componentSuccesses ?? []]
        .flat()
        .filter(({ fullName }) => fullName !== 'package.xml')
        .map((message) => {
            const { componentType, fullName, created, changed, deleted } = message;
            return `${componentType} ${fullName}: ${created ? 'created' : deleted ? 'deleted' : changed ? 'changed' : 'unchanged'}`;
        });
}

/** `fileName fullName: problem` of each failure. */
export function problems({ details }: DeployAnswer): string[] {
    return [details.componentFailures ?? []]
        .flat()
        .map(({ fileName, fullName, problem }) => `${fileName} ${fullName}: ${problem ?? ''}`);
}
