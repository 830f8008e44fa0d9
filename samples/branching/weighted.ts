import { type ContextOf, exit, flow, node, RouterStep, Step } from 'millrace';

// Three of four requests take one action, the fourth takes the other: in turn, so that the shares are exact.

export interface Request {
  readonly path: string;
}

interface Weights {
  readonly stable: number;
  readonly canary: number;
}

// #region step
/** A step is a singleton by default, so its counter is shared by all runs of an engine. */
@Step()
class Balance extends RouterStep<Request, { stable: Request; canary: Request }, object, Weights> {
  private turn = 0;

  execute(request: Request, ctx: ContextOf<this>) {
    const { stable, canary } = ctx.params;
    const slot = this.turn++ % (stable + canary);
    return this.to(slot < stable ? 'stable' : 'canary', request);
  }
}
// #endregion step

const { to, wire } = flow('deployment').nodes({
  balance: node(Balance, { params: { stable: 3, canary: 1 } }),
  stable: exit<Request>(),
  canary: exit<Request>(),
});

export const deployment = wire('balance', { balance: { stable: to.stable, canary: to.canary } });
