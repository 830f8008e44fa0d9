import { join } from 'node:path';
import { ratioResult } from '../harness/result';
import type { Row } from '../harness/row';
import { competeAsProcesses } from '../harness/whole-process';

/** The scripts are those of the build that is measured: they load the package of their own repository. */
const folder = join(process.env['MILLRACE_BUILD'] ?? join(__dirname, '..', '..'), 'bench');

/** Cold start: a process that loads the package and finishes a first run, over one that does nothing. */
export const p8: Row = {
  name: 'P8',
  measure: async function* () {
    for (const [script, what, target] of [
      ['cold-start.cjs', 'cold start to the end of a first run', 2.4],
      ['cold-start-alone.cjs', 'the same without inversify', 1.7],
    ] as const) {
      const times = competeAsProcesses([join(folder, script)], ['-e', '']);
      yield ratioResult({ row: 'P8', case: `${what}, ms a process`, target }, times);
    }
  },
};
