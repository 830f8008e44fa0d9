import { Container, inject } from 'inversify';
import { createEngine, DefinitionError, each, flowOf, MachineStep, RunContext, Step } from 'millrace';

class Log {
  constructor(@inject(RunContext) private readonly run: RunContext) {}

  line(text: string): string {
    return `${this.run.correlationId}: ${text}`;
  }
}

@Step({ scope: 'run' })
class PerRun extends MachineStep<unknown, string> {
  constructor(@inject(RunContext) private readonly run: RunContext) {
    super();
  }

  execute() {
    const { runId, flow, version, correlationId, tags } = this.run;
    return [runId, flow, version, correlationId, ...tags].join(' ');
  }
}

@Step({ scope: 'execution' })
class PerExecution extends MachineStep<string, string> {
  constructor(@inject(Log) private readonly log: Log) {
    super();
  }

  async execute(text: string) {
    await new Promise(setImmediate);
    return this.log.line(text);
  }
}

@Step()
class Single extends MachineStep<unknown, string> {
  constructor(@inject(RunContext) private readonly run: RunContext) {
    super();
  }

  execute() {
    return this.run.runId;
  }
}

@Step()
class SingleThroughLog extends MachineStep<unknown, string> {
  constructor(@inject(Log) private readonly log: Log) {
    super();
  }

  execute() {
    return this.log.line('');
  }
}

describe('RunContext', () => {
  it('is the run that a step was made for', async () => {
    const flow = flowOf('told', PerRun, { version: '2.1.0' });
    const engine = await createEngine({ container: new Container(), flows: [flow] });
    const options = { id: 'r1', correlationId: 'c1', tags: ['a', 'b'] };
    await expect(engine.run(flow, undefined, options)).resolves.toBe('r1 told 2.1.0 c1 a b');
    await expect(engine.run(flow, undefined, { id: 'r2' })).resolves.toBe('r2 told 2.1.0 r2');
  });

  it('reaches what a step depends on, run by run', async () => {
    const container = new Container();
    container.bind(Log).toSelf().inTransientScope();
    const flow = flowOf('logging', each(PerExecution));
    const engine = await createEngine({ container, flows: [flow] });
    const runs = ['x', 'y'].map((correlationId) => engine.run(flow, ['1', '2'], { correlationId }));
    await expect(Promise.all(runs)).resolves.toEqual([
      ['x: 1', 'x: 2'],
      ['y: 1', 'y: 2'],
    ]);
  });

  it.each([
    ['a singleton step', Single],
    ['a singleton step through a service', SingleThroughLog],
  ])('is refused to %s', async (_, step) => {
    const container = new Container();
    container.bind(Log).toSelf().inTransientScope();
    const start = createEngine({ container, flows: [flowOf('kept', step)] });
    await expect(start).rejects.toThrow(DefinitionError);
    await expect(start).rejects.toThrow(
      /flow "kept", node "main": step Single\w* cannot be made: .*RunContext was requested outside of a run/s,
    );
  });

  it('is refused to a singleton service that a short-lived step depends on', async () => {
    const container = new Container();
    container.bind(Log).toSelf().inSingletonScope();
    const start = createEngine({ container, flows: [flowOf('kept', PerExecution)] });
    await expect(start).rejects.toThrow(/node "main".*a singleton that it depends on injects RunContext/);
  });

  it('is refused where the container keeps a step that should not be kept', async () => {
    const container = new Container();
    container.bind(PerRun).toSelf().inSingletonScope();
    const start = createEngine({ container, flows: [flowOf('kept', PerRun)] });
    await expect(start).rejects.toThrow(/returns the same instance every time/);
  });

  it('stays what the user has bound', async () => {
    const container = new Container();
    class Fixed extends RunContext {
      readonly runId = 'fixed';
      readonly flow = '';
      readonly version = '';
      readonly correlationId = '';
      readonly tags = [];
    }
    container.bind(RunContext).toConstantValue(new Fixed());
    const flow = flowOf('fixed', Single);
    const engine = await createEngine({ container, flows: [flow] });
    await expect(engine.run(flow, undefined)).resolves.toBe('fixed');
  });
});
