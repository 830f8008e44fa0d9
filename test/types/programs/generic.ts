import { each, exit, flow, fn, HumanStep, MachineStep, Step, unchecked } from 'millrace';
import { ApprovalForm } from './expense';
import { type Order } from './saga';

// Sub-flows whose types are parameters.

@Step({ form: unchecked<ApprovalForm>() })
export class Ask<T extends { id: string }> extends HumanStep<T, ApprovalForm, { approved: T; rejected: string }> {
  request(subject: T) {
    return { title: subject.id };
  }

  complete(form: ApprovalForm, subject: T) {
    return form.ok ? this.to('approved', subject) : this.to('rejected', form.by);
  }
}

@Step()
class Log<T> extends MachineStep<T, T> {
  execute(value: T) {
    return value;
  }
}

export function approval<T extends { id: string }>(name: string) {
  const { to, wire } = flow(name).nodes({
    log: Log<T>,
    trim: fn('trim', (value: T) => value),
    ask: Ask<T>,
    ok: exit<T>(),
    no: exit<string>(),
  });
  return wire('log', { log: to.trim, trim: to.ask, ask: { approved: to.ok, rejected: to.no } });
}

export function logged<T>(name: string) {
  const { to, wire } = flow(name).nodes({ log: each(Log<T>), ok: exit<readonly T[]>() });
  return wire('log', { log: to.ok });
}

export const orderApproval = approval<Order>('order-approval');
export const loggedOrders = logged<Order>('logged-orders');
