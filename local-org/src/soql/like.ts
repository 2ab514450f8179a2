import { escapePattern } from '../records/select.ts';

/**
 * What LIKE looks for: `%` is any text, `_` any one character; a backslash makes either plain. `unescape` says what the
 * other backslashes mean where the text was written.
 */
export function likePattern(text: string, unescape: (part: string) => string): RegExp {
    const parts = text.match(/\\[%_]|[%_]|(?:\\[^%_]|[^%_\\]|\\$)+/g) ?? [];
    const pattern = parts.map((part) => {
        if (part === '%') return '[^]*';
        if (part === '_') return '[^]';
        return escapePattern(part === '\\%' || part === '\\_' ? part.slice(1) : unescape(part));
    });
    return new RegExp(`^${pattern.join('')}$`, 'i');
}
