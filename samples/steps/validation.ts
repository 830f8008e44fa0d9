import { type ContextOf, exit, flow, node, RouterStep, Step } from 'millrace';

// Rules that are data, checked by one step. For the shape of a value, declare it instead:
// `@Step({ input: Order })` or `flow('…', { input: Order })` take a class of class-validator or a schema.

export interface Account {
  readonly name: string;
  readonly balance: number;
}

// #region step
interface Rule {
  readonly name: string;
  /** Returns the fault, if there is one. */
  readonly check: (account: Account) => string | undefined;
}

const rules: readonly Rule[] = [
  { name: 'name', check: ({ name }) => (name === '' ? 'must not be empty' : undefined) },
  { name: 'balance', check: ({ balance }) => (balance < 0 ? 'must not be negative' : undefined) },
];

@Step()
class Validate extends RouterStep<Account, { valid: Account; invalid: string }, object, { rules: readonly Rule[] }> {
  execute(account: Account, ctx: ContextOf<this>) {
    const faults = ctx.params.rules.flatMap(({ name, check }) => {
      const fault = check(account);
      return fault === undefined ? [] : [`${name}: ${fault}`];
    });
    return faults.length === 0
      ? this.to('valid', account)
      : this.to('invalid', `validation failed: ${faults.join('; ')}`);
  }
}
// #endregion step

const { to, wire } = flow('open-account').nodes({
  validate: node(Validate, { params: { rules } }),
  opened: exit<Account>(),
  refused: exit<string>(),
});

export const openAccount = wire('validate', { validate: { valid: to.opened, invalid: to.refused } });
