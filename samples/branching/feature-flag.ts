import { inject } from 'inversify';
import { exit, flow, fn, RouterStep, Step } from 'millrace';

// A feature flag decides; its client comes from the container.

export interface Basket {
  readonly items: number;
}

export class FeatureFlags {
  constructor(private readonly on: ReadonlySet<string>) {}

  isOn(flag: string): boolean {
    return this.on.has(flag);
  }
}

// #region step
@Step()
class CheckoutFlag extends RouterStep<Basket, { checkout_enabled: Basket; checkout_disabled: Basket }> {
  constructor(@inject(FeatureFlags) private readonly flags: FeatureFlags) {
    super();
  }

  execute(basket: Basket) {
    return this.to(this.flags.isOn('checkout') ? 'checkout_enabled' : 'checkout_disabled', basket);
  }
}
// #endregion step

const { to, wire } = flow('checkout').nodes({
  flag: CheckoutFlag,
  modern: fn('one page', ({ items }: Basket) => `${items} items on one page`),
  classic: fn('three pages', ({ items }: Basket) => `${items} items on three pages`),
  done: exit<string>(),
});

export const checkout = wire('flag', {
  flag: { checkout_enabled: to.modern, checkout_disabled: to.classic },
  modern: to.done,
  classic: to.done,
});
