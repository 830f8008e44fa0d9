import {
  BatchStep,
  DefinitionError,
  HumanStep,
  MachineStep,
  PhasedStep,
  RetryPolicy,
  RouterStep,
  Step,
  type StepOptions,
} from 'millrace';
import { type StepClass, stepKindOf, stepSettingsOf } from '../../../src/step';
import { Batch, Human, Phased, Route, Undecorated, Work } from '../flow/steps';

/** Decorates a class without asking the compiler and gives the faults that it is refused for. */
function refusedFor(type: unknown, options: object = {}): readonly string[] {
  try {
    (Step(options as StepOptions) as (target: unknown) => void)(type);
    return [];
  } catch (error) {
    if (error instanceof DefinitionError) return error.faults.map(({ message }) => message);
    throw error;
  }
}

/** Whether a method stands for a hook, but for its last letter or its case. */
function isCloseTo(method: string, hook: string): boolean {
  return hook.startsWith(method.toLowerCase());
}

/** A fresh class below a base, with what it needs and methods of these names. */
function withMethods(base: unknown, ...names: readonly string[]): unknown {
  const Made = class extends (base as typeof MachineStep<unknown, unknown>) {
    execute() {
      return 1;
    }
  };
  const needed =
    base === PhasedStep ? ['prepare', 'finish'].filter((name) => !names.some((one) => isCloseTo(one, name))) : [];
  for (const name of [...needed, ...names]) Object.defineProperty(Made.prototype, name, { value: () => undefined });
  return Made;
}

describe('@Step', () => {
  it('without options gives one attempt, no limits and one instance', () => {
    expect(stepSettingsOf(Work)).toEqual({
      retry: RetryPolicy.none,
      timeoutMs: undefined,
      deadlineMs: undefined,
      scope: 'singleton',
      input: undefined,
      guards: {},
      concurrency: 10,
      onError: 'stop',
      progress: false,
    });
  });

  it('keeps its options, with durations in ms', () => {
    expect(stepSettingsOf(Batch)).toMatchObject({
      concurrency: 3,
      deadlineMs: 60_000,
      retry: { ...RetryPolicy.standard, maxAttempts: 2 },
    });
    expect(Object.isFrozen(stepSettingsOf(Batch))).toBe(true);
  });

  it('knows which base a class extends', () => {
    expect([Work, Route, Phased, Human, Batch].map(stepKindOf)).toEqual([
      'machine',
      'router',
      'phased',
      'human',
      'batch',
    ]);
    expect([class {}, undefined, null, {}, () => 1].map(stepKindOf)).toEqual(Array(5).fill(undefined));
  });

  it('decorates only the class itself, not those below it', () => {
    class Below extends Work {}
    expect(stepSettingsOf(Below)).toBeUndefined();
    expect(stepSettingsOf(Undecorated)).toBeUndefined();
  });

  it('refuses a class without a base', () => {
    expect(refusedFor(class Lonely {})).toEqual([
      '@Step of Lonely: the class must extend MachineStep, RouterStep, PhasedStep, HumanStep or BatchStep',
    ]);
  });

  it('lists all options that cannot be, at once', () => {
    const faults = refusedFor(withMethods(MachineStep), {
      retry: { maxAttempts: 0 },
      timeout: 'soon',
      deadline: -1,
      scope: 'global',
      input: 5,
      concurrency: 0,
      onError: 'collect',
      retries: 3,
    });
    expect(faults).toHaveLength(8);
    for (const option of [
      'retry.maxAttempts',
      'timeout',
      'deadline',
      'scope',
      'input',
      'concurrency',
      'onError',
      'retries',
    ]) {
      expect(faults.some((fault) => fault.includes(`: ${option}: `))).toBe(true);
    }
  });
});

describe('a method that looks like a mistyped hook', () => {
  it.each([
    [MachineStep, 'falback', 'fallback'],
    [MachineStep, 'fallBack', 'fallback'],
    [MachineStep, 'fallbakc', 'fallback'],
    [MachineStep, 'compensat', 'compensate'],
    [MachineStep, 'compensates', 'compensate'],
    [MachineStep, 'conpensate', 'compensate'],
    [MachineStep, 'onSucess', 'onSuccess'],
    [MachineStep, 'onsuccess', 'onSuccess'],
    [MachineStep, 'onFailures', 'onFailure'],
    [MachineStep, 'Skip', 'skip'],
    [RouterStep, 'fallbacks', 'fallback'],
    [BatchStep, 'onFaliure', 'onFailure'],
    [PhasedStep, 'prepar', 'prepare'],
    [PhasedStep, 'Finish', 'finish'],
  ] as const)('is refused: %p.%s', (base, method, hook) => {
    expect(refusedFor(withMethods(base, method))).toEqual([
      expect.stringContaining(`${method}() is never called; did you mean ${hook}()? Rename it`),
    ]);
  });

  it('is refused for a form that is neither a class nor a schema, or that only a person could fill in', () => {
    const forms: readonly (readonly [unknown, StepClass, string])[] = [
      ['x', Human, 'form: expected a class or a Standard Schema'],
      [class {}, Work, 'form: only a HumanStep has a form; use input to validate the input of the step'],
    ];
    for (const [form, base, message] of forms) expect(() => Step({ form } as object)(base as never)).toThrow(message);
  });

  it('is refused for a human step, whose hooks are its own', () => {
    class Asks extends (Human as unknown as typeof HumanStep<unknown, unknown, { done: number }>) {
      request() {
        return { title: '' };
      }
      complete() {
        return this.to('done', 1);
      }
      Check() {}
      completed() {}
    }
    expect(refusedFor(Asks)).toHaveLength(2);
  });

  it('is reported with all others', () => {
    expect(refusedFor(withMethods(MachineStep, 'falback', 'onSucess'))).toHaveLength(2);
  });

  it('may be a word of its own if it differs by more, or if the hook is short', () => {
    expect(refusedFor(withMethods(MachineStep, 'ship', 'skipper', 'check', 'to'))).toEqual([]);
    expect(refusedFor(withMethods(MachineStep, 'prepare', 'finish', 'request'))).toEqual([]);
  });

  it.each([
    ['onError', 'onFailure'],
    ['onFail', 'onFailure'],
    ['rollback', 'compensate'],
    ['undo', 'compensate'],
    ['compensation', 'compensate'],
    ['skipIf', 'skip'],
  ] as const)('is refused if it is the name of another system: %s', (method, hook) => {
    expect(refusedFor(withMethods(MachineStep, method))).toEqual([
      `@Step of Made: ${method}() is never called; did you mean ${hook}()? Rename it`,
    ]);
    // With the hook beside it, it is a method of the class itself.
    expect(refusedFor(withMethods(MachineStep, method, hook))).toEqual([]);
  });

  it('may be called callback', () => {
    expect(refusedFor(withMethods(MachineStep, 'callback'))).toEqual([]);
  });
});

describe('a step class without the method that does the work', () => {
  /** A class below a base with only these methods. */
  function only(base: unknown, ...names: readonly string[]): unknown {
    const Made = class extends (base as new () => object) {};
    for (const name of names) Object.defineProperty(Made.prototype, name, { value: () => undefined });
    return Made;
  }

  it.each(['run', 'exec', 'handle', 'handler', 'process', 'perform', 'invoke'])(
    'is refused, with the name it has: %s',
    (name) => {
      const fault = `@Step of Made: ${name}() is never called; did you mean execute()? Rename it`;
      expect(refusedFor(only(MachineStep, name))).toEqual([fault]);
      expect(refusedFor(only(RouterStep, name))).toEqual([fault]);
      expect(refusedFor(only(BatchStep, name))).toEqual([fault]);
    },
  );

  it('is refused with the nearest method, if there is one', () => {
    expect(refusedFor(only(MachineStep, 'executeIt'))).toEqual([
      '@Step of Made: there is no execute(), without which the step does nothing; declare it as a method of the class, not as a property; did you mean executeIt()?',
    ]);
    expect(refusedFor(only(MachineStep))).toEqual([
      '@Step of Made: there is no execute(), without which the step does nothing; declare it as a method of the class, not as a property',
    ]);
  });

  it('is refused for each method that its base needs', () => {
    expect(refusedFor(only(PhasedStep, 'execute'))).toEqual([
      expect.stringContaining('there is no prepare()'),
      expect.stringContaining('there is no finish()'),
    ]);
    expect(refusedFor(only(HumanStep, 'execute'))).toEqual([
      expect.stringContaining('there is no request()'),
      expect.stringContaining('there is no complete()'),
    ]);
  });

  it('may inherit it, and have a helper of a name that other systems use', () => {
    class Below extends (Work as unknown as typeof MachineStep<number, number>) {
      override execute(n: number) {
        return this.run(n);
      }
      run(n: number) {
        return n;
      }
    }
    expect(refusedFor(Below)).toEqual([]);
    expect(refusedFor(class extends Below {})).toEqual([]);
  });

  it('is refused for a decorator without parentheses', () => {
    expect(() => (Step as unknown as (target: unknown) => void)(class Bare {})).toThrow(
      '@Step of Bare: write @Step() with parentheses',
    );
  });
});
