import { type Composite, fn } from '../../flow';

/** A step that ends when a check opens it. Until then, the check can examine the run. */
export interface Gate<In> {
  readonly step: Composite<In, { readonly next: In }>;
  /** The inputs of the step, in order. */
  readonly entered: readonly In[];
  /** The inputs of aborted executions. */
  readonly aborted: readonly In[];
  /** Ends the executions with these inputs; without arguments, all of them. */
  readonly open: (...inputs: readonly In[]) => void;
}

export function gate<In>(name = 'gate'): Gate<In> {
  const entered: In[] = [];
  const aborted: In[] = [];
  let held: { readonly input: In; readonly go: () => void }[] = [];
  const step = fn(name, async (input: In, { signal }): Promise<In> => {
    entered.push(input);
    signal.addEventListener('abort', () => aborted.push(input));
    await new Promise<void>((go) => held.push({ input, go }));
    return input;
  });
  const open = (...inputs: readonly In[]): void => {
    const free = held.filter(({ input }) => inputs.length === 0 || inputs.includes(input));
    held = held.filter((one) => !free.includes(one));
    for (const { go } of free) go();
  };
  return { step, entered, aborted, open };
}
