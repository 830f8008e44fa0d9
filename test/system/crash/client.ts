import { type DurableEngine, MillraceError } from 'millrace';
import { insist } from './insist';
import type { Kind } from './kind';
import { paid } from './load';
import type { Line, Wanted } from './side-effects';

/** What others got first, so that there is nothing more to ask for. */
const TOO_LATE: readonly string[] = ['RUN_FINISHED', 'WRONG_STATE'];

/** Asks an engine for everything that runs need from outside, and writes down what it is answered. */
export class Client {
  /** What was acknowledged, here or before. */
  private readonly acknowledged = new Set<string>();
  private readonly before: readonly Wanted[];

  /** @param lines what those before it wrote down, who may have been killed before they got an answer */
  constructor(
    private readonly engine: DurableEngine,
    private readonly kinds: Readonly<Record<string, Kind>>,
    private readonly write: (line: Line) => void,
    lines: readonly Line[],
  ) {
    for (const line of lines) {
      if (line.what === 'started') this.acknowledged.add(`start ${line.key}`);
      else if (line.what === 'told') this.acknowledged.add(`${line.request} ${line.key}`);
      // What is wanted is written down: the rest is for who attends to the copy.
      else if (line.what === 'wanted' && line.of !== undefined) this.acknowledged.add(`copy ${line.of}`);
    }
    this.before = lines.flatMap((line) => (line.what === 'wanted' ? [line] : []));
  }

  /** Asks again for what nobody knows to be done. */
  async repeat(): Promise<void> {
    const open = this.before.filter((wanted) => this.needs(wanted).some((need) => !this.isDone(wanted, need)));
    await Promise.all(open.map((wanted) => this.attend(wanted)));
  }

  /** Starts a run, asks for what it needs, and waits for its end. How it ends is for the checker to say. */
  async attend(wanted: Wanted): Promise<void> {
    const { flow, cancel, redrive, copyAfter } = this.kindOf(wanted);
    const { key, n, of } = wanted;
    await this.once(wanted, 'start', () => this.start(wanted));
    const run = await insist(() => this.engine.get(key));
    for (const need of this.needs(wanted)) {
      if (need === 'cancel') await this.once(wanted, need, () => run?.cancel({ reason: cancel, compensate: true }));
      else if (need === 'redrive') await this.once(wanted, need, () => this.redrive(key, redrive?.(n)));
      else if (need.startsWith('signal')) {
        const no = Number(need.slice('signal '.length));
        const target = { flow, idempotencyKey: key };
        await this.once(wanted, need, () => this.engine.signal(target, paid, { no }, { idempotencyKey: need }));
      }
    }
    await this.settled(key);
    if (copyAfter === undefined || of !== undefined || this.isDone(wanted, 'copy')) return;
    const copy: Wanted = { ...wanted, key: `${key} copy`, of: key };
    this.write({ what: 'wanted', ...copy });
    await this.attend(copy);
  }

  /** All that has to be acknowledged. */
  private needs(wanted: Wanted): readonly string[] {
    const { signals = 0, cancel, redrive, copyAfter } = this.kindOf(wanted);
    return [
      'start',
      ...Array.from({ length: signals }, (_, index) => `signal ${index + 1}`),
      ...(cancel === undefined ? [] : ['cancel']),
      ...(redrive === undefined ? [] : ['redrive']),
      ...(copyAfter === undefined || wanted.of !== undefined ? [] : ['copy']),
    ];
  }

  private async start({ kind, key, n, of }: Wanted): Promise<void> {
    const { flow, copyAfter } = this.kindOf({ kind });
    const names = { id: key, idempotencyKey: key };
    if (of === undefined) await this.engine.start(flow as never, n as never, names);
    else await this.engine.fork(of, { ...names, after: copyAfter });
  }

  /** Tries a run again if it has failed; nobody knows whether that was done before. */
  private async redrive(key: string, input: unknown): Promise<void> {
    while ((await this.settled(key)) === 'failed') {
      try {
        await this.engine.redrive(key, { input });
        return;
      } catch (error) {
        // Another engine has it in hand, or had when it died.
        if (!MillraceError.is(error, 'RUN_BUSY')) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }

  private async settled(key: string): Promise<'completed' | 'failed'> {
    return insist(async () => {
      const run = await this.engine.get(key);
      if (!run) throw new Error(`the run "${key}" is not there`);
      return run.result().then(
        () => 'completed',
        (error: unknown) => {
          if (MillraceError.is(error, 'STORAGE_UNAVAILABLE')) throw error;
          return 'failed';
        },
      );
    });
  }

  private isDone({ key }: Wanted, need: string): boolean {
    return this.acknowledged.has(`${need} ${key}`);
  }

  private async once(wanted: Wanted, request: string, ask: () => Promise<unknown> | undefined): Promise<void> {
    if (this.isDone(wanted, request)) return;
    try {
      await insist(async () => ask());
    } catch (error) {
      if (!MillraceError.is(error) || !TOO_LATE.includes(error.code)) throw error;
    }
    const { key } = wanted;
    this.write(request === 'start' ? { what: 'started', key, id: key } : { what: 'told', key, request });
  }

  private kindOf({ kind }: Pick<Wanted, 'kind'>): Kind {
    const known = this.kinds[kind];
    if (!known) throw new Error(`there is no kind "${kind}"`);
    return known;
  }
}
