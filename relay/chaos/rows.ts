import { faultMatrix } from './faultMatrix.ts';
import type { Row } from './row.ts';

/** In the order of the page. */
export const ROWS: readonly Row[] = [faultMatrix];
