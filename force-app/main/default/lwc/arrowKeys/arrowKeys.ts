/**
 * Moves the focus by arrow keys, Home and End between elements that lie in rows of `columns`, so that the Tab key passes
 * all of them in one step: https://www.w3.org/WAI/ARIA/apg/practices/keyboard-interface/#kbd_roving_tabindex
 */
export function moveFocus(event: KeyboardEvent, marks: readonly HTMLElement[], columns: number): void {
    const index = marks.indexOf(event.currentTarget as HTMLElement); // the listener is on the mark
    const goal = { ArrowLeft: index - 1, ArrowRight: index + 1, ArrowUp: index - columns, ArrowDown: index + columns }[
        event.key
    ];
    const ends: Readonly<Record<string, number>> = { Home: 0, End: marks.length - 1 };
    const mark = marks[goal ?? ends[event.key] ?? -1];
    if (!mark) return;
    event.preventDefault();
    mark.focus();
}
