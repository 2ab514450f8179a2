/**
 * The text a person reads for a value, in the user's time zone and US English:
 * https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_responses_field_value.htm (checked 2026-11-21).
 */
import type { FieldSchema, FieldValue } from '../schema/types.ts';

/** `6/17/2015 3:17 PM` */
const SHORT_DATE_TIME = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
} as const satisfies Intl.DateTimeFormatOptions;

/** Null where the raw value is what people read. */
export function displayValue(field: FieldSchema, value: FieldValue, timeZone: string): string | null {
    if (value === null) return null;
    switch (field.type) {
        case 'Picklist':
            return labelOf(field, String(value));
        case 'MultiselectPicklist':
            return String(value)
                .split(';')
                .map((each) => labelOf(field, each))
                .join(';');
        case 'Date':
            return new Intl.DateTimeFormat('en-US', { timeZone: 'UTC' }).format(new Date(`${value}T00:00:00Z`));
        case 'DateTime': {
            const format = new Intl.DateTimeFormat('en-US', { ...SHORT_DATE_TIME, timeZone });
            return format
                .format(new Date(String(value)))
                .replace(',', '')
                .replaceAll('\u202f', ' ');
        }
        case 'Currency':
            return numberText(Number(value), field, { style: 'currency', currency: 'USD' });
        case 'Percent':
            return `${numberText(Number(value), field, {})}%`;
        case 'Number':
            return numberText(Number(value), field, {});
        default:
            return null;
    }
}

/** Unlisted values of an unrestricted picklist are their own label. */
export const labelOf = (field: FieldSchema, value: string): string =>
    field.picklist?.values.find((listed) => listed.value === value)?.label ?? value;

function numberText(value: number, field: FieldSchema, options: Intl.NumberFormatOptions): string {
    const digits = field.scale ?? 0;
    return new Intl.NumberFormat('en-US', {
        ...options,
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
    }).format(value);
}
