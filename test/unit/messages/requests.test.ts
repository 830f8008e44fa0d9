import { createEngine, type Engine, exit, flow, MillraceError, signal, waitFor } from 'millrace';
import { createTestEngine, type TestEngine } from 'millrace/testing';

const paid = signal<number>('paid');

function waiting() {
  const { to, wire } = flow('waiting').nodes({ wait: waitFor(paid), done: exit<number>() });
  return wire('wait', { wait: to.done });
}

const by = 'ann';
/** Mistakes of newcomers in requests to an engine. Each is written as JavaScript would allow it. */
const MISTAKES: Readonly<Record<string, (engine: Engine) => Promise<unknown>>> = {
  'an option of the engine': () => createEngine({ flow: [] } as never),
  'a container of another library': () => createEngine({ container: { get: () => 1 } as never }),
  'a lease in words': () => createEngine({ lease: 'long' } as never),
  'an option of start': (engine) => engine.start('waiting', null, { corelationId: 'x' } as never),
  'an id that is a number': (engine) => engine.start('waiting', null, { id: 5 as never }),
  'a tag that is broken': (engine) => engine.start('waiting', null, { tags: ['a\ud83d'] }),
  'a deadline that is a date': (engine) => engine.start('waiting', null, { deadline: new Date(0) as never }),
  'a flow that is not registered': (engine) => engine.start('waitin', 1),
  'an input by the name of a flow': (engine) => engine.start('waiting', 1),
  'a filter of list': (engine) => engine.list({ state: 'failed' } as never),
  'a status': (engine) => engine.list({ status: 'done' as never }),
  'a limit': (engine) => engine.list({ limit: 0 }),
  'a time of list': (engine) => engine.list({ since: 'yesterday' as never }),
  'a filter of tasks': (engine) => engine.tasks.list({ user: by } as never),
  'groups that are no list': (engine) => engine.tasks.list({ candidateGroups: 'g' as never }),
  'an action without a person': (engine) => engine.tasks.complete('t', { form: {} } as never),
  'a person without a name': (engine) => engine.tasks.claim('t', { by: '' }),
  'a reassignment to nobody': (engine) => engine.tasks.reassign('t', { by } as never),
  'a task that does not exist': (engine) => engine.tasks.claim('t', { by }),
  'a signal by its name': (engine) => engine.signal({ runId: 'r' }, 'paid', 1),
  'a signal that is none': (engine) => engine.signal({ runId: 'r' }, {} as never, 1 as never),
  'a signal that nobody waits for': (engine) => engine.signal({ runId: 'r' }, signal('payd'), undefined),
  'a target of a signal': (engine) => engine.signal({ run: 'r' } as never, paid, 1),
  'a run that does not exist': (engine) => engine.signal({ runId: 'nobody' }, paid, 1),
  'an option of stop': (engine) => engine.stop({ grace: 5 } as never),
  'an option of cancel': async (engine) => (await engine.get('r'))?.cancel({ compensation: true } as never),
  'a reason of pause': async (engine) => (await engine.get('r'))?.pause({ reason: 5 as never }),
};

describe('the message about a mistake in a request', () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = createTestEngine({ flows: [waiting()] });
    await engine.start('waiting', null, { id: 'r' });
  });
  afterEach(() => engine.stop({ graceMs: 0 }));

  it.each(Object.entries(MISTAKES))('%s', async (_, request) => {
    const error: unknown = await request(engine).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(MillraceError);
    expect((error as MillraceError).message).toMatchSnapshot();
  });
});
