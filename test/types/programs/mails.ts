import { type ContextOf, exit, flow, MachineStep, node, Step } from 'millrace';
import { type Order } from './saga';

// One class at three places, told apart by its params.

@Step()
export class SendMail extends MachineStep<Order, Order, { sent: string }, { template: string }> {
  execute(order: Order, ctx: ContextOf<this>) {
    ctx.emit('sent', `${ctx.params.template} ${order.id}`);
    return order;
  }
}

const mail = (template: string) => node(SendMail, { params: { template } });

const { to, wire } = flow('mails').nodes({
  welcome: mail('welcome'),
  remind: mail('remind'),
  bye: mail('bye'),
  done: exit<Order>(),
});

export const mails = wire('welcome', { welcome: to.remind, remind: to.bye, bye: to.done });
