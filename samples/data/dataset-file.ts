import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Returns the path of a data file of the npm package `vega-datasets`, which exports its code but not its data. */
export function datasetFile(name: string): string {
  let folder = dirname(require.resolve('vega-datasets'));
  while (!existsSync(join(folder, 'data', name))) {
    if (folder === dirname(folder)) throw new Error(`vega-datasets has no data file "${name}"`);
    folder = dirname(folder);
  }
  return join(folder, 'data', name);
}
