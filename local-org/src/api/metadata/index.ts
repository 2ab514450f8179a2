import { deployCancel, deployRequest, deployStatus } from './rest.ts';
import type { Route } from '../route.ts';

export { metadataSoap } from './soap.ts';

export const METADATA_REST: readonly Route[] = [deployRequest, deployStatus, deployCancel];
