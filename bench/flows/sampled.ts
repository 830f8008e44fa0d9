import { MachineStep, Step } from 'millrace';
import { HeapPeak } from '../harness/heap';

const EVERY = 200;
let executed = 0;

/** Increments, and looks at the heap now and then: between the steps of so many runs no timer ever fires. */
@Step()
export class Sampled extends MachineStep<number, number> {
  static peak = new HeapPeak();

  override async execute(value: number): Promise<number> {
    executed += 1;
    if (executed % EVERY === 0) Sampled.peak.sample();
    return value + 1;
  }
}
