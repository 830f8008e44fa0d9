import { exit, flow, RouterStep, Step } from 'millrace';

// Several actions, each leading to an exit: as a node of another flow, this one has four actions.

export interface Parcel {
  readonly grams: number;
}

// #region flow
@Step()
class SizeRouter extends RouterStep<Parcel, { small: Parcel; medium: Parcel; large: Parcel; xlarge: Parcel }> {
  execute(parcel: Parcel) {
    if (parcel.grams < 10) return this.to('small', parcel);
    if (parcel.grams < 100) return this.to('medium', parcel);
    if (parcel.grams < 1000) return this.to('large', parcel);
    return this.to('xlarge', parcel);
  }
}

const { to, wire } = flow('parcel-size').nodes({
  size: SizeRouter,
  small: exit<Parcel>(),
  medium: exit<Parcel>(),
  large: exit<Parcel>(),
  xlarge: exit<Parcel>(),
});

export const parcelSize = wire('size', {
  size: { small: to.small, medium: to.medium, large: to.large, xlarge: to.xlarge },
});
// #endregion flow
