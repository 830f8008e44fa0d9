import {
  type DurableEngine,
  type Engine,
  exit,
  flow,
  fn,
  HumanStep,
  key,
  MillraceError,
  Step,
  signal,
  unchecked,
  waitFor,
} from 'millrace';
import { KINDS, TaskWorld } from '../tasks/task-world';

/** The maximum length of a message about a name, in characters. */
const MAX_MESSAGE = 2000;
const HUGE = 'x'.repeat(10_000_000);
/** Names that no storage keeps as they are, or no index and no message can hold. */
const BROKEN = { 'half of a character': 'a\ud83d', 'the other half': '\ude00a', NUL: 'a\0b', 'ten megabytes': HUGE };

const paid = signal<number>('paid');

function waiting() {
  const { to, wire } = flow('waiting', { input: unchecked<number>() }).nodes({
    wait: waitFor(paid),
    done: exit<number>(),
  });
  return wire('wait', { wait: to.done });
}

@Step()
class Ask extends HumanStep<null, null, { done: null }> {
  request() {
    return { title: 'Ask' };
  }
  complete() {
    return this.to('done', null);
  }
}

function asking() {
  const { to, wire } = flow<null>('asking').nodes({ ask: Ask, done: exit<null>() });
  return wire('ask', { ask: { done: to.done } });
}

type Call = (engine: Engine, name: string, taskId: string) => Promise<unknown>;

const by = 'ann';
/** Calls that would store the name. */
const STORING: Readonly<Record<string, Call>> = {
  'start: id': (engine, id) => engine.start('waiting', 1, { id }),
  'start: idempotencyKey': (engine, idempotencyKey) => engine.start('waiting', 1, { idempotencyKey }),
  'start: correlationId': (engine, correlationId) => engine.start('waiting', 1, { correlationId }),
  'start: tags': (engine, tag) => engine.start('waiting', 1, { tags: ['fine', tag] }),
  'start: shared': (engine, name) => engine.start('waiting', 1, { shared: { [name]: 1 } }),
  'run: id': (engine, id) => engine.run(waiting(), 1, { id }),
  'signal: idempotencyKey': (engine, idempotencyKey) => engine.signal({ runId: 'r' }, paid, 1, { idempotencyKey }),
  'tasks.claim: by': (engine, name, id) => engine.tasks.claim(id, { by: name }),
  'tasks.reassign: to': (engine, to, id) => engine.tasks.reassign(id, { by, to }),
  'tasks.complete: by': (engine, name, id) => engine.tasks.complete(id, { by: name, form: null }),
  'tasks.complete: idempotencyKey': (engine, idempotencyKey, id) =>
    engine.tasks.complete(id, { by, form: null, idempotencyKey }),
};
/** Calls that look something up by the name. */
const READING: Readonly<Record<string, Call>> = {
  start: (engine, name) => engine.start(name, 1),
  'start: version': (engine, version) => engine.start('waiting', 1, { version }),
  get: (engine, id) => engine.get(id),
  inspect: (engine, id) => engine.inspect(id),
  'list: flow': (engine, flow) => engine.list({ flow }),
  'list: tag': (engine, tag) => engine.list({ tag }),
  'list: after': (engine, after) => engine.list({ after }),
  'signal: runId': (engine, runId) => engine.signal({ runId }, paid, 1),
  'signal: flow': (engine, name) => engine.signal({ flow: name, idempotencyKey: 'k' }, paid, 1),
  'signal: key': (engine, idempotencyKey) => engine.signal({ flow: 'waiting', idempotencyKey }, paid, 1),
  'signal: name': (engine, name) => engine.signal({ runId: 'r' }, { name }, 1),
  'tasks.list: runId': (engine, runId) => engine.tasks.list({ runId }),
  'tasks.list: groups': (engine, group) => engine.tasks.list({ candidateGroups: [group] }),
  'tasks.get': (engine, id) => engine.tasks.get(id),
  'tasks.claim': (engine, id) => engine.tasks.claim(id, { by }),
  'tasks.claim: run': (engine, id) => engine.tasks.claim(`${id}:ask#1`, { by }),
  'tasks.complete': (engine, id) => engine.tasks.complete(id, { by, form: null }),
};
const ADMINISTERING: Readonly<Record<string, (engine: DurableEngine, name: string) => Promise<unknown>>> = {
  redrive: (engine, id) => engine.redrive(id),
  fork: (engine, id) => engine.fork(id),
  'fork: id': (engine, id) => engine.fork('r', { id }),
  history: (engine, id) => engine.history(id),
  remove: (engine, id) => engine.remove(id),
  'purge: flow': (engine, name) => engine.purge({ olderThan: 0, flow: name }),
  'redriveAll: flow': (engine, name) => engine.redriveAll({ flow: name }),
};

async function messageOf(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) return '';
  if (!MillraceError.is(error)) throw error;
  return `${error.code} ${error.message}`;
}

describe.each(KINDS)('names that callers pass to an engine %s', (kind) => {
  let world: TaskWorld;
  let engine: Engine;
  let taskId: string;
  beforeEach(async () => {
    world = new TaskWorld(kind);
    engine = await world.engine([waiting(), asking()]);
    await engine.start('asking', null);
    await engine.start('waiting', 1, { id: 'r' });
    await world.clock.settle();
    taskId = (await engine.tasks.list()).items[0]?.id ?? '';
  });
  afterEach(() => world.end());

  it.each(Object.entries(STORING))('%s: is refused if it is broken', async (_, call) => {
    for (const name of Object.values(BROKEN)) {
      const message = await messageOf(call(engine, name, taskId));
      expect(message).toMatch(/^INVALID_OPTION /);
      expect(message.length).toBeLessThan(MAX_MESSAGE);
    }
    expect((await engine.list()).items).toHaveLength(2);
  });

  it.each(Object.entries(READING))('%s: finds nothing, and is not repeated in the message', async (_, call) => {
    for (const name of Object.values(BROKEN)) {
      const message = await messageOf(call(engine, name, taskId));
      if (name !== HUGE) expect(message).toMatch(/^INVALID_|^UNKNOWN_FLOW/);
      expect(message.length).toBeLessThan(MAX_MESSAGE);
    }
  });

  it('a huge concurrency key, key of the shared store or group fails the node with a short message', async () => {
    @Step()
    class Huge extends HumanStep<string, null, { done: null }> {
      request(group: string) {
        return { title: 'Ask', candidateGroups: [group] };
      }
      complete() {
        return this.to('done', null);
      }
    }
    const named = flow('named', { input: unchecked<string>() }).nodes({
      set: fn('set', (name: string, { shared }) => {
        shared.set(name, 1);
        return name;
      }),
      ask: Huge,
      done: exit<null>(),
    });
    const asked = flow('asked', { input: unchecked<string>() }).nodes({ ask: Huge, done: exit<null>() });
    const queued = flow('queued', {
      input: unchecked<string>(),
      concurrency: { limit: 1, key: (name: string) => name },
    }).nodes({
      give: fn('give', () => null),
      done: exit<null>(),
    });
    await engine.register(
      named.wire('set', { set: named.to.ask, ask: { done: named.to.done } }),
      asked.wire('ask', { ask: { done: asked.to.done } }),
      queued.wire('give', { give: queued.to.done }),
    );
    for (const name of Object.values(BROKEN))
      for (const flowName of ['named', 'asked', 'queued']) {
        const message = await messageOf(
          engine.start(flowName, name).then(async (run) => {
            await world.clock.settle();
            return run.result();
          }),
        );
        expect(message).toMatch(/^(RUN_FAILED|INVALID_OPTION|PAYLOAD_TOO_LARGE) /);
        expect(message.length).toBeLessThan(MAX_MESSAGE);
      }
  });

  if (kind !== 'in memory')
    it.each(Object.entries(ADMINISTERING))('%s: is refused or finds nothing', async (_, call) => {
      for (const name of Object.values(BROKEN)) {
        const message = await messageOf(call(engine as DurableEngine, name));
        if (name !== HUGE) expect(message).toMatch(/^INVALID_OPTION /);
        expect(message.length).toBeLessThan(MAX_MESSAGE);
      }
    });
});

describe('names in definitions', () => {
  const DEFINING: Readonly<Record<string, (name: string) => unknown>> = {
    flow: (name) => flow(name),
    'flow: version': (version) => flow('a', { version }),
    fn: (name) => fn(name, () => 1),
    signal: (name) => signal(name),
    key: (name) => key(name, 0),
    nodes: (name) => flow('a').nodes({ [name]: fn('f', () => 1), done: exit<number>() }),
    'nodes, not an object': (name) => flow('a').nodes(name as never),
    wire: (name) => {
      const draft = flow('a').nodes({ f: fn('f', () => 1), done: exit<number>() });
      return draft.wire(name as never, { f: draft.to.done });
    },
    'wire, an action': (name) => {
      const draft = flow('a').nodes({ f: fn('f', () => 1), done: exit<number>() });
      return draft.wire('f', { f: { [name]: draft.to.done } } as never);
    },
    concurrency: (name) => flow('a', { concurrency: { limit: 1, name } }),
    'an option': (name) => flow('a', { [name]: 1 } as never),
  };

  it.each(Object.entries(DEFINING))('%s: is refused with a short message', (_, define) => {
    for (const name of [...Object.values(BROKEN), 'y'.repeat(100_000)]) {
      let thrown: unknown;
      try {
        define(name);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(MillraceError);
      expect((thrown as MillraceError).message.length).toBeLessThan(MAX_MESSAGE);
    }
  });
});
