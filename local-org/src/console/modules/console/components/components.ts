/** The project's components by name, loaded when a page first needs them. */
import type { LightningElement } from 'lwc';
import { PROJECT_COMPONENTS } from 'console/projectComponents';

export interface ProjectComponent {
    readonly elementClass: typeof LightningElement;
    /** Gives a FlexiPage's texts the types that the component's design attributes declare. */
    typed(properties: Readonly<Record<string, string>>): Record<string, unknown>;
}

export async function loadComponent(name: string): Promise<ProjectComponent | undefined> {
    const component = PROJECT_COMPONENTS[name];
    if (!component) return undefined;
    const elementClass = await component.load();
    const typed = (properties: Readonly<Record<string, string>>): Record<string, unknown> =>
        Object.fromEntries(
            Object.entries({ ...component.defaults, ...properties }).map(([key, text]) => [
                key,
                typedValue(component.types[key], text),
            ]),
        );
    return { elementClass, typed };
}

function typedValue(type: string | undefined, text: string): unknown {
    if (type === 'Integer') return Number(text);
    if (type === 'Boolean') return text === 'true';
    return text;
}
