import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The folder in which the processes of a test run save their counts. */
export const countsFolder = process.env['FLOW_COVERAGE_DIR'] ?? join(tmpdir(), 'millrace-flow-coverage');
