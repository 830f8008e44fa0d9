import { createEngine, type DurableEngine, exit, flow, fn, type Run, type Storage } from 'millrace';
import { memoryStorage } from 'millrace/storage';
import { lastValueFrom, toArray } from 'rxjs';

/** A promise with the function that resolves it. */
class Gate {
  open = (): void => undefined;
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

/** A storage that can hold back its next answer about a run. The answer is what was true when it was asked. */
class LateAnswers {
  private next: { readonly asked: Gate; readonly answer: Gate } | undefined = undefined;
  readonly port: Storage;

  constructor(storage: Storage) {
    const find: Storage['find'] = async (request) => {
      const held = this.next;
      this.next = undefined;
      const row = await storage.find(request);
      held?.asked.open();
      await held?.answer.opened;
      return row;
    };
    this.port = { ...storage, find };
  }

  holdNext(): { readonly asked: Gate; readonly answer: Gate } {
    this.next = { asked: new Gate(), answer: new Gate() };
    return this.next;
  }
}

describe('an engine that reads a run while another engine ends it', () => {
  const engines: DurableEngine[] = [];
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.stop({ graceMs: 0 });
  });

  /** Ends a run between the moment at which an observer's question is answered, and the arrival of that answer. */
  async function seen<T>(observe: (run: Run) => Promise<T>, meanwhile?: (run: Run) => Promise<unknown>): Promise<T> {
    const gate = new Gate();
    const work = fn('work', async (n: number) => {
      await gate.opened;
      return n + 1;
    });
    const { to, wire } = flow('gated').nodes({ work, done: exit<number>() });
    const gated = wire('work', { work: to.done });
    const storage = memoryStorage();
    const late = new LateAnswers(storage);
    const owner = await createEngine({ flows: [gated], storage });
    const observer = await createEngine({ flows: [gated], storage: late.port });
    engines.push(owner, observer);
    const run = await owner.start(gated, 1);
    const observed = await observer.get(run.id);
    if (!observed) throw new Error('the run was not found');
    const { asked, answer } = late.holdNext();
    const result = observe(observed);
    await asked.opened;
    gate.open();
    await run.result();
    await meanwhile?.(observed);
    answer.open();
    return result;
  }

  it('learns its result', async () => {
    expect(await seen((run) => run.result())).toBe(2);
  });

  it('sees its last event', async () => {
    const events = await seen((run) => lastValueFrom(run.events$.pipe(toArray())));
    expect(events.at(-1)?.type).toBe('run.completed');
  });

  it('sees its last event, although another of its readers has found the run in the meantime', async () => {
    const ends = (run: Run) => lastValueFrom(run.outputs$.pipe(toArray()));
    const events = await seen((run) => lastValueFrom(run.events$.pipe(toArray())), ends);
    expect(events.at(-1)?.type).toBe('run.completed');
  });

  it('ends its outputs', async () => {
    expect(await seen((run) => lastValueFrom(run.outputs$.pipe(toArray())))).toEqual([]);
  });
});
