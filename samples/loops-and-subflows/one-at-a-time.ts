import { exit, flow, fn, node } from 'millrace';

// Runs and nodes that wait for one another in a queue.

export interface Upload {
  readonly tenant: string;
  readonly file: string;
}

/** The imported files, in the order of import. */
export const imported: string[] = [];

// #region flow
const { to, wire } = flow('import', {
  // One import per tenant at a time, and never more than four in total.
  concurrency: { limit: 1, key: (upload: Upload) => upload.tenant, total: 4 },
}).nodes({
  load: fn('load', async ({ tenant, file }: Upload) => {
    await new Promise(setImmediate);
    imported.push(`${tenant} ${file}`);
    return file;
  }),
  // All flows that call the billing service share two permits.
  bill: node(
    fn('bill', (file: string) => `${file} billed`),
    { concurrency: { limit: 2, name: 'billing' } },
  ),
  done: exit<string>(),
});

export const importUpload = wire('load', { load: to.bill, bill: to.done });
// #endregion flow
