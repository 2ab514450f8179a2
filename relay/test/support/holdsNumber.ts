/** Whether a text gives one of these numbers away: written for machines or for people, with its country or without, or in base64. */
export function holdsNumber(text: string, ...numbers: readonly string[]): boolean {
    const national = numbers.map((number) => number.replace(/^\+(?:44|1)/, ''));
    const isIn = (words: string): boolean => national.some((digits) => words.includes(digits));
    if (isIn(text.replaceAll(/(?<=\d)[\s().-]+(?=\d)/g, ''))) return true;
    const words = text.match(/[A-Za-z0-9+/_-]{12,}/g) ?? [];
    return [0, 1, 2, 3].some((offset) =>
        isIn(words.map((word) => Buffer.from(word.slice(offset), 'base64').toString('latin1')).join(' ')),
    );
}
