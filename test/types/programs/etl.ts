import { type ContextOf, each, exit, flow, fn, MachineStep, node, type Settled, Step } from 'millrace';

// A nightly load: every file is tried, what failed is collected and tried once more, both results go into the report.

export interface SourceFile {
  readonly path: string;
}
export interface Loaded {
  readonly rows: number;
}
type Loads = readonly Settled<SourceFile, Loaded>[];

@Step()
export class ListFiles extends MachineStep<unknown, readonly SourceFile[]> {
  execute() {
    return [{ path: 'a.csv' }, { path: 'flaky.csv' }, { path: 'broken.csv' }];
  }
}

/** A flaky file can be loaded in the second pass, a broken one never. */
@Step()
export class LoadFile extends MachineStep<SourceFile, Loaded> {
  async execute(file: SourceFile, ctx: ContextOf<this>): Promise<Loaded> {
    if (file.path === 'broken.csv' || (file.path === 'flaky.csv' && ctx.node === 'load')) {
      throw new Error(`cannot read ${file.path}`);
    }
    return { rows: file.path.length };
  }
}

const { to, out, wire } = flow('etl').nodes({
  list: ListFiles,
  load: each(node(LoadFile, { retry: { maxAttempts: 2, initial: 1 } }), { concurrency: 20, onError: 'collect' }),
  failed: fn('failed', (loads: Loads) => loads.filter((load) => !load.ok).map((load) => load.item)),
  again: each(node(LoadFile, { delay: 1 }), { concurrency: 5, onError: 'collect' }),
  report: fn(
    'report',
    ({ first, second }: { readonly first: Loads; readonly second: Loads }) =>
      `${first.length} files, ${second.filter((load) => !load.ok).length} not loaded`,
  ),
  done: exit<string>(),
});

export const etl = wire('list', {
  list: to.load,
  load: to.failed,
  failed: to.again,
  again: to.report.from({ first: out.load, second: out.again }),
  report: to.done,
});
