/** The elements a flow may have, by the name of their XML element. One that is not here is refused by name. */
import type { FlowReader } from '../reader.ts';
import { readActionCall } from './actionCalls.ts';
import { readAssignment } from './assignments.ts';
import { readCollectionProcessor } from './collectionProcessors.ts';
import { readCustomError } from './customErrors.ts';
import { readDecision } from './decisions.ts';
import type { ElementDraft } from './draft.ts';
import { readLoop } from './loops.ts';
import { readRecordCreate } from './recordCreates.ts';
import { readRecordDelete } from './recordDeletes.ts';
import { readRecordLookup } from './recordLookups.ts';
import { readRecordUpdate } from './recordUpdates.ts';
import { readSubflow } from './subflows.ts';
import { readTransform } from './transforms.ts';

export const ELEMENTS: Readonly<Record<string, (reader: FlowReader) => ElementDraft>> = {
    actionCalls: readActionCall,
    assignments: readAssignment,
    collectionProcessors: readCollectionProcessor,
    customErrors: readCustomError,
    decisions: readDecision,
    loops: readLoop,
    recordCreates: readRecordCreate,
    recordDeletes: readRecordDelete,
    recordLookups: readRecordLookup,
    recordUpdates: readRecordUpdate,
    subflows: readSubflow,
    transforms: readTransform,
};
