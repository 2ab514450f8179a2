/** The faults that the org takes at /local/faults, as a form asks for them. */
export interface FaultField {
    readonly name: string;
    readonly label: string;
    readonly value: string;
    readonly isNumber?: true;
    readonly options?: readonly string[];
}

export interface FaultKind {
    readonly kind: string;
    readonly label: string;
    readonly fields: readonly FaultField[];
}

const TIMES: FaultField = { name: 'times', label: 'How often (a number, or always)', value: '1', isNumber: true };
const EVENT: FaultField = { name: 'event', label: 'Event (blank: any)', value: '' };
const CALLS: readonly FaultField[] = [
    { name: 'operation', label: 'Calls', value: 'any', options: ['any', 'publish', 'query'] },
    { name: 'path', label: 'Path (blank: any)', value: '' },
    TIMES,
];
const number = (name: string, label: string, value: string): FaultField => ({ name, label, value, isNumber: true });
const choice = (name: string, label: string, [value, ...others]: readonly [string, ...string[]]): FaultField => ({
    ...{ name, label, value },
    options: [value, ...others],
});

export const FAULT_KINDS: readonly FaultKind[] = [
    {
        kind: 'error',
        label: 'Calls are refused',
        fields: [
            { name: 'errorCode', label: 'Error code', value: 'SERVER_UNAVAILABLE' },
            number('status', 'HTTP status', '503'),
            ...CALLS,
        ],
    },
    { kind: 'latency', label: 'Answers come late', fields: [number('milliseconds', 'Milliseconds', '2000'), ...CALLS] },
    {
        kind: 'drop',
        label: 'Connections are cut',
        fields: [choice('when', 'When', ['beforeCommit', 'afterCommit']), ...CALLS],
    },
    { kind: 'expireSessions', label: 'Sessions end', fields: CALLS },
    { kind: 'loseEvents', label: 'Events are lost', fields: [EVENT, TIMES] },
    { kind: 'duplicateEvents', label: 'Events come twice', fields: [EVENT, TIMES] },
    { kind: 'delayEvents', label: 'Events come late', fields: [number('seconds', 'Seconds', '60'), EVENT, TIMES] },
    {
        kind: 'reorderEvents',
        label: 'Events come in reverse order',
        fields: [EVENT, number('times', 'How many wait for each other', '2')],
    },
    {
        kind: 'rollBackFlowBatches',
        label: 'Batches of flows are rolled back',
        fields: [{ name: 'flow', label: 'Flow (blank: any)', value: '' }, TIMES],
    },
    {
        kind: 'rowLocks',
        label: 'Records are locked',
        fields: [{ name: 'object', label: 'Object', value: 'Contact' }, TIMES],
    },
    { kind: 'storageFull', label: 'Storage is full', fields: [TIMES] },
    {
        kind: 'limitExhausted',
        label: 'An allocation is used up',
        fields: [choice('limit', 'Allocation', ['apiRequests', 'publishedEvents', 'deliveredEvents'])],
    },
];

/** The order as the org takes it: what is blank is left out. */
export function orderOf(kind: string, values: ReadonlyMap<string, string>): Record<string, unknown> {
    const fields = FAULT_KINDS.find((each) => each.kind === kind)?.fields ?? [];
    const given = fields.flatMap(({ name, value, isNumber }): [string, unknown][] => {
        const text = (values.get(name) ?? value).trim();
        if (text === '') return [];
        return [[name, isNumber && /^\d+$/.test(text) ? Number(text) : text]];
    });
    return { kind, ...Object.fromEntries(given) };
}
