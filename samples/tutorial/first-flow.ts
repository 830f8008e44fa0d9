import { exit, flow, MachineStep, Step } from 'millrace';

// #region step
export interface Parcel {
  readonly id: string;
  readonly kilograms: number;
}

export interface Priced {
  readonly parcel: Parcel;
  readonly cents: number;
}

@Step()
export class PriceParcel extends MachineStep<Parcel, Priced> {
  execute(parcel: Parcel): Priced {
    return { parcel, cents: 400 + 120 * parcel.kilograms };
  }
}
// #endregion step

// #region flow
const { to, wire } = flow('price').nodes({
  price: PriceParcel,
  priced: exit<Priced>(),
});

export const pricing = wire('price', { price: to.priced });
// #endregion flow
