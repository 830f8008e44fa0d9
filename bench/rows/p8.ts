import { join } from 'node:path';
import { ratioResult } from '../harness/result';
import type { Row } from '../harness/row';
import { competeAsProcesses } from '../harness/whole-process';

/** The script of the build that is measured: it loads the package of its own repository. */
const script = join(process.env['MILLRACE_BUILD'] ?? join(__dirname, '..', '..'), 'bench', 'cold-start.cjs');

/** Cold start: a process that loads the package and inversify and finishes a first run, over one that does nothing. */
export const p8: Row = {
  name: 'P8',
  measure: async function* () {
    const times = competeAsProcesses([script], ['-e', '']);
    yield ratioResult({ row: 'P8', case: 'cold start to the end of a first run, ms a process', target: 2.4 }, times);
  },
};
