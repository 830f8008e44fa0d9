import { IsBoolean, IsOptional, IsString, MaxLength } from 'class-validator';
import { type ContextOf, HumanStep, Step, type TaskCompletion } from 'millrace';
import type { Expense } from './expense';

// #region step
export class Decision {
  @IsBoolean()
  readonly approved!: boolean;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  readonly reason?: string;
}

export interface Decided {
  readonly expense: Expense;
  readonly by: string;
  readonly reason?: string | undefined;
}

@Step({ form: Decision })
export class Approve extends HumanStep<
  Expense,
  Decision,
  { approved: Decided; rejected: Decided },
  { group: string; escalateTo: string }
> {
  request({ id, employee, amount }: Expense, { params }: ContextOf<this>) {
    return {
      title: `Expense ${id}: ${amount} € for ${employee}`,
      candidateGroups: [params.group],
      priority: amount > 3000 ? 1 : 0,
      due: '3d' as const,
      reminder: { before: '1d' as const },
      escalation: { after: '3d' as const, to: params.escalateTo },
    };
  }

  override check({ approved, reason }: Decision, { employee }: Expense, by: string) {
    if (by === employee) return 'nobody decides about an expense of their own';
    return approved || reason ? undefined : 'a rejection needs a reason';
  }

  complete({ approved, reason }: Decision, expense: Expense, _: ContextOf<this>, { by }: TaskCompletion) {
    return this.to(approved ? 'approved' : 'rejected', { expense, by, reason });
  }
}
// #endregion step
