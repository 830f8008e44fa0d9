import { choose, exit, flow, fn, node, route, within } from 'millrace';
import { Approve, type Decided } from './approve';
import { Expense } from './expense';

// #region flow
const draft = flow('expense-approval', { version: '1.0.0', input: Expense }).nodes({
  amount: choose('amount', (expense: Expense) => {
    if (expense.amount <= 1000) return route('small', { expense, by: 'the rule for small amounts' });
    return expense.amount <= 3000 ? route('medium', expense) : route('large', expense);
  }),
  // After three days a director may decide, too; after a week a director has to.
  manager: within(node(Approve, { params: { group: 'managers', escalateTo: 'directors' } }), '7d'),
  director: node(Approve, { params: { group: 'directors', escalateTo: 'board' } }),
  pay: fn('pay', ({ expense, by }: Decided) => `${expense.amount} € to ${expense.employee}, approved by ${by}`),
  paid: exit<string>(),
  rejected: exit<Decided>(),
});
const { to } = draft;

export const expenseApproval = draft.wire('amount', {
  amount: { small: to.pay, medium: to.manager, large: to.director },
  manager: { approved: to.pay, rejected: to.rejected, overdue: to.director },
  director: { approved: to.pay, rejected: to.rejected },
  pay: to.paid,
});
// #endregion flow
