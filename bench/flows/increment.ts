import { MachineStep, Step } from 'millrace';

/** Does next to nothing, and gives a promise as steps mostly do. */
@Step()
export class Increment extends MachineStep<number, number> {
  override async execute(value: number): Promise<number> {
    return value + 1;
  }
}
