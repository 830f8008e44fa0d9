import {
  type ContextOf,
  choose,
  exit,
  flow,
  HumanStep,
  MachineStep,
  node,
  route,
  Step,
  unchecked,
  within,
} from 'millrace';

// Expense approval with escalation: one human step at two places, a time limit that is a way out.

export class Claim {
  id!: string;
  amount!: number;
}
export interface Decision {
  readonly claim: Claim;
  readonly by: string;
}
export class ApprovalForm {
  ok!: boolean;
  by!: string;
}

@Step({ form: unchecked<ApprovalForm>() })
export class Approve extends HumanStep<
  Claim,
  ApprovalForm,
  { approved: Decision; rejected: Decision },
  { role: string }
> {
  request(claim: Claim, ctx: ContextOf<this>) {
    return { title: `Claim ${claim.id}`, assignee: ctx.params.role };
  }

  override check(form: ApprovalForm) {
    return form.by === '' ? 'say who decides' : undefined;
  }

  complete(form: ApprovalForm, claim: Claim) {
    return this.to(form.ok ? 'approved' : 'rejected', { claim, by: form.by });
  }
}

@Step()
export class Pay extends MachineStep<Decision, string> {
  execute(decision: Decision) {
    return `paid ${decision.claim.id} by ${decision.by}`;
  }
}

const { to, wire } = flow('expense').nodes({
  tier: choose('tier', (claim: Claim) => (claim.amount < 1000 ? route('small', claim) : route('large', claim))),
  manager: within(node(Approve, { params: { role: 'manager' } }), '48h'),
  director: node(Approve, { params: { role: 'director' } }),
  pay: Pay,
  paid: exit<string>(),
  rejected: exit<Decision>(),
});

export const expense = wire('tier', {
  tier: { small: to.manager, large: to.director },
  manager: {
    approved: to.pay,
    rejected: to.rejected,
    overdue: to.director,
    error: to.director.via((failure) => failure.input),
  },
  director: { approved: to.pay, rejected: to.rejected },
  pay: to.paid,
});
