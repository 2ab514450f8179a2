/**
 * Functions that write HTML into a text. Through the API a formula field holds the tag itself.
 * https://help.salesforce.com/s/articleView?id=sf.customize_functions_hyperlink.htm, …_image.htm (2026-11-25)
 */
import { form, functionOf } from './signature.ts';
import type { FunctionCompiler } from './signature.ts';

const ENTITIES: Readonly<Record<string, string>> = {
    '<': '&lt;',
    '>': '&gt;',
    '&': '&amp;',
    '"': '&quot;',
    "'": '&#39;',
};

const encoded = (text: string): string => text.replace(/[<>&"']/g, (character) => ENTITIES[character] ?? character);

const link = (url: string, label: string, target: string): string =>
    `<a href="${encoded(url)}" target="${encoded(target)}">${encoded(label)}</a>`;

function image(url: string, alternative: string, size: string): string {
    return `<img src="${encoded(url)}" alt="${encoded(alternative)}"${size} border="0"/>`;
}

export const MARKUP: Readonly<Record<string, FunctionCompiler>> = {
    HYPERLINK: functionOf(
        form(['Text', 'Text'], 'Text', (url, label) => link(url, label, '_blank')),
        form(['Text', 'Text', 'Text'], 'Text', link),
    ),
    IMAGE: functionOf(
        form(['Text', 'Text'], 'Text', (url, alternative) => image(url, alternative, '')),
        form(['Text', 'Text', 'Whole', 'Whole'], 'Text', (url, alternative, height, width) =>
            image(url, alternative, ` style="height:${height}px; width:${width}px;"`),
        ),
    ),
    BR: functionOf(form([], 'Text', () => '\n')),
};
