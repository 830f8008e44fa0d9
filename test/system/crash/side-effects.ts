import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/** A run that is to be there. */
export interface Wanted {
  readonly kind: string;
  /** Its id, and the idempotency key of its start. */
  readonly key: string;
  readonly n: number;
  /** Of which run it is a copy. */
  readonly of?: string;
}

/** What a person does with a task. */
export interface Deed {
  readonly task: string;
  readonly deed: 'claimed' | 'reassigned' | 'completed' | 'cancelled';
  readonly by: string;
}

/** What processes write down beside the storage, each line before or after what it tells of. */
export type Line =
  /** A run is about to be started; nobody knows yet whether it was. */
  | ({ readonly what: 'wanted' } & Wanted)
  /** The start was acknowledged. */
  | { readonly what: 'started'; readonly key: string; readonly id: string }
  /** Something else that was asked of a run was acknowledged: `signal 1`, `cancel`, `redrive`. */
  | { readonly what: 'told'; readonly key: string; readonly request: string }
  /** A person is about to do something with a task. */
  | ({ readonly what: 'asked' } & Deed)
  /** That was acknowledged, or refused with a code. */
  | ({ readonly what: 'answered'; readonly answer: string } & Deed)
  /** A step begins to do what it does, or was told to leave it; `work` is its idempotency key. */
  | { readonly what: 'did' | 'undid' | 'aborted'; readonly work: string; readonly at: number; readonly pid: number };

/** The file beside a log that lets steps end which take their time and begin from then on. */
export function gateOf(log: string): string {
  return `${log}.gate`;
}

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
