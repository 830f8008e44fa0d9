import { type ContextOf, key, MachineStep, Step } from 'millrace';

const counter = key('counter', 0);

/** Reads the shared store. */
@Step()
export class ReadCounter extends MachineStep<number, number> {
  override async execute(value: number, { shared }: ContextOf<this>): Promise<number> {
    return value + shared.get(counter);
  }
}

/** Reads and writes the shared store. */
@Step()
export class Count extends MachineStep<number, number> {
  override async execute(value: number, { shared }: ContextOf<this>): Promise<number> {
    shared.set(counter, shared.get(counter) + 1);
    return value;
  }
}
