import { MachineStep, Step } from 'millrace';

/** A value of about 8 kB: a list of records, as a search returns them. */
export interface LargeValue {
  readonly count: number;
  readonly records: readonly { readonly id: number; readonly title: string; readonly score: number }[];
}

export function largeValue(): LargeValue {
  const records = Array.from({ length: 90 }, (_, id) => ({
    id,
    title: `record ${id}: ${'x'.repeat(50)}`,
    score: id / 7,
  }));
  return { count: 0, records };
}

/** Passes a large value on. */
@Step()
export class Grow extends MachineStep<LargeValue, LargeValue> {
  override async execute(value: LargeValue): Promise<LargeValue> {
    return { ...value, count: value.count + 1 };
  }
}
