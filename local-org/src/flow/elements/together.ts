/** Executing one element for several interviews: each prepares its part, all parts go out together. */
import type { Interview } from '../interview.ts';
import { FlowFault } from '../port.ts';

export interface Prepared<Request> {
    readonly interview: Interview;
    readonly request: Request;
}

/** An interview whose part cannot be prepared faults alone. */
export function prepareEach<Request>(
    interviews: readonly Interview[],
    faults: Map<Interview, FlowFault>,
    prepare: (interview: Interview) => Request,
): Prepared<Request>[] {
    const prepared: Prepared<Request>[] = [];
    for (const interview of interviews) {
        try {
            prepared.push({ interview, request: prepare(interview) });
        } catch (error) {
            if (!(error instanceof FlowFault)) throw error;
            faults.set(interview, error);
        }
    }
    return prepared;
}

/** Does the common part; when it fails as a whole, every interview in it faults. */
export function performTogether<Request>(
    prepared: readonly Prepared<Request>[],
    faults: Map<Interview, FlowFault>,
    doing: string,
    perform: () => void,
): void {
    if (prepared.length === 0) return;
    try {
        perform();
    } catch (error) {
        if (!(error instanceof FlowFault)) throw error;
        for (const { interview } of prepared) faults.set(interview, explained(doing, error.statusCode, error.message));
    }
}

/** $Flow.FaultMessage as the platform words it. */
export function explained(doing: string, statusCode: string, message: string): FlowFault {
    return new FlowFault(
        statusCode,
        `This error occurred when the flow tried to ${doing} records: ${statusCode}: ${message}. ` +
            'You can look up ExceptionCode values in the SOAP API Developer Guide.',
    );
}
