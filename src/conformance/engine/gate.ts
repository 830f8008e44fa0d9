import { type Composite, fn } from '../../flow';

/** A step that ends when the check says so; until then the check can look at what is going on. */
export interface Gate<In> {
  readonly step: Composite<In, { readonly next: In }>;
  /** Inputs with which the step was entered, in order. */
  readonly entered: readonly In[];
  /** Inputs whose signal was aborted. */
  readonly aborted: readonly In[];
  /** Lets those go on that were entered with these inputs; without any, all of them. */
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
