import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the processes of a test run leave their counts for each other. */
export const countsFolder = process.env['FLOW_COVERAGE_DIR'] ?? join(tmpdir(), 'millrace-flow-coverage');
