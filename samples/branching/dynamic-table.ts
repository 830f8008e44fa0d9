import { inject } from 'inversify';
import { exit, flow, RouterStep, Step } from 'millrace';

// Which way a message goes is data and can change while the engine runs. Which ways there are is not.

export interface Message {
  readonly kind: string;
}

interface Desks {
  sales: Message;
  support: Message;
  reception: Message;
}

/** From the kind of a message to the desk that it goes to. */
export class RoutingTable extends Map<string, keyof Desks> {}

// #region step
@Step()
class Dispatch extends RouterStep<Message, Desks> {
  constructor(@inject(RoutingTable) private readonly table: RoutingTable) {
    super();
  }

  execute(message: Message) {
    return this.to(this.table.get(message.kind) ?? 'reception', message);
  }
}
// #endregion step

const { to, wire } = flow('mail-room').nodes({
  dispatch: Dispatch,
  sales: exit<Message>(),
  support: exit<Message>(),
  reception: exit<Message>(),
});

export const mailRoom = wire('dispatch', {
  dispatch: { sales: to.sales, support: to.support, reception: to.reception },
});
