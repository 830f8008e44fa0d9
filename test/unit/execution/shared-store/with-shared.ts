import {
  type ContextOf,
  createEngine,
  type EngineOptions,
  exit,
  flow,
  RouterStep,
  type Shared,
  Step,
  type StepContext,
} from 'millrace';

/** What a step of a test does to the store. */
export type UseStore = (shared: Shared, context: StepContext) => unknown;

/** Runs steps one after another in one run, and gives what each of them gave. */
export async function inSteps(steps: readonly UseStore[], options: EngineOptions = {}): Promise<readonly unknown[]> {
  const given: unknown[] = [];
  @Step()
  class Use extends RouterStep<number, { again: number; over: number }> {
    async execute(index: number, ctx: ContextOf<this>) {
      given.push(await steps[index]?.(ctx.shared, ctx));
      return this.to(index + 1 < steps.length ? 'again' : 'over', index + 1);
    }
  }
  const draft = flow('steps').nodes({ use: Use, done: exit<number>() });
  const { to } = draft;
  const all = draft.wire('use', { use: { again: to.use, over: to.done } });
  const engine = await createEngine(options);
  try {
    await (await engine.start(all, 0)).result();
    return given;
  } finally {
    await engine.stop({ graceMs: 0 });
  }
}

/** What the last of some steps gives. */
export async function lastOf(...steps: readonly UseStore[]): Promise<unknown> {
  return (await inSteps(steps)).at(-1);
}
