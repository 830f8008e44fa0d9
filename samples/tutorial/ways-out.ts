import { exit, flow, RouterStep, Step } from 'millrace';
import { type Parcel, type Priced, PriceParcel } from './first-flow';

// #region router
@Step()
export class WeighParcel extends RouterStep<Parcel, { light: Parcel; heavy: Parcel }> {
  execute(parcel: Parcel) {
    return this.to(parcel.kilograms <= 20 ? 'light' : 'heavy', parcel);
  }
}
// #endregion router

// #region flow
const { to, wire } = flow('accept').nodes({
  weigh: WeighParcel,
  price: PriceParcel,
  accepted: exit<Priced>(),
  refused: exit<Parcel>(),
});

export const accepting = wire('weigh', {
  weigh: { light: to.price, heavy: to.refused },
  price: to.accepted,
});
// #endregion flow
