import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/** What processes write down beside the storage, each line before or after what it tells of. */
export type Line =
  /** A run is about to be started; nobody knows yet whether it was. */
  | { readonly what: 'wanted'; readonly kind: string; readonly key: string; readonly n: number }
  /** The start was acknowledged. */
  | { readonly what: 'started'; readonly key: string; readonly id: string }
  /** A signal was acknowledged. */
  | { readonly what: 'signalled'; readonly key: string; readonly no: number }
  /** A step begins to do what it does, or was told to leave it; `work` is its idempotency key. */
  | { readonly what: 'did' | 'undid' | 'aborted'; readonly work: string; readonly at: number; readonly pid: number };

/** A file that several processes append to. A line is there as a whole, whenever they are killed. */
export class SideEffects {
  private readonly file: number;

  constructor(private readonly path: string) {
    this.file = openSync(path, 'a');
  }

  readonly write = (line: Line): void => {
    writeSync(this.file, `${JSON.stringify(line)}\n`);
  };

  close(): void {
    closeSync(this.file);
  }

  read(): readonly Line[] {
    return readFileSync(this.path, 'utf8')
      .split('\n')
      .flatMap((text) => (text === '' ? [] : [lineOf(text)]));
  }
}

/** Our own processes wrote it. */
function lineOf(text: string): Line {
  return JSON.parse(text) as Line;
}
