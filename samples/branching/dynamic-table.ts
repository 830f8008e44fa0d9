import { inject } from 'inversify';
import { exit, flow, RouterStep, Step } from 'millrace';

// The routing of messages is data and can change while the engine runs. The set of actions cannot.

export interface Message {
  readonly kind: string;
}

interface Desks {
  sales: Message;
  support: Message;
  reception: Message;
}

/** Maps the kind of a message to its desk. */
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
