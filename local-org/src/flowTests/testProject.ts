/** A project read once, in versions that differ in their flows. */
import { flowName } from '../flow/index.ts';
import { readProject } from '../schema/project.ts';
import { parseXml } from '../schema/xml.ts';
import type { Project } from '../schema/project.ts';
import type { MetadataFile } from '../schema/projectFiles.ts';

export interface TestProject {
    readonly whole: Project;
    /** Flow files by the names of their flows. */
    readonly flows: ReadonlyMap<string, MetadataFile>;
    /** The project with these flows in place of its own of the same names. */
    withFlows(xmlByName: ReadonlyMap<string, string>): Project;
}

/** Throws ProjectProblems, and an error that names a flow which is not there. */
export function openProject(directory: string, only?: readonly string[]): TestProject {
    const read = readProject(directory);
    const all = new Map(read.metadata('flows').map((file) => [flowName(file), file]));
    const missing = only?.find((name) => !all.has(name));
    if (missing !== undefined) throw new Error(`The project at ${directory} has no flow ${missing}`);
    const flows = new Map([...all].filter(([name]) => only?.includes(name) ?? true));
    return {
        whole: withFlowFiles(read, [...flows.values()]),
        flows,
        withFlows: (xmlByName) =>
            withFlowFiles(
                read,
                [...flows].map(([name, file]) => replaced(file, xmlByName.get(name))),
            ),
    };
}

function replaced(file: MetadataFile, xml: string | undefined): MetadataFile {
    return xml === undefined ? file : { ...file, xml, root: parseXml(file.path, xml) };
}

/** Flows are nobody's part of the schema, so that nothing else has to be read again. */
function withFlowFiles(project: Project, files: readonly MetadataFile[]): Project {
    return { ...project, metadata: (kind) => (kind === 'flows' ? files : project.metadata(kind)) };
}
