/** Fills `{0}`, `{1}`… of a label. A placeholder without a value stays, so that it is noticed. */
export function fillLabel(label: string, ...values: readonly (string | number)[]): string {
    return label.replace(/\{(\d+)\}/g, (placeholder, index: string) => String(values[Number(index)] ?? placeholder));
}
