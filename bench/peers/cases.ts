import { coldStart } from './cold-start-case';
import { durable } from './durable-case';
import { inProcessCases } from './in-process-cases';
import type { PeerCase } from './peer-case';

/** All cases, in the order of the report. */
export const cases: readonly PeerCase[] = [...inProcessCases, coldStart, durable];
