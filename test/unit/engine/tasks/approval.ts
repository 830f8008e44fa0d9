import { IsBoolean, IsOptional, IsString, MaxLength } from 'class-validator';
import {
  type ContextOf,
  exit,
  flow,
  HumanStep,
  node,
  Step,
  type TaskCompletion,
  type TaskRequest,
  unchecked,
} from 'millrace';

export interface Claim {
  readonly id: string;
  readonly by: string;
}

export class Verdict {
  @IsBoolean()
  readonly ok!: boolean;

  @IsOptional()
  @IsString()
  @MaxLength(40)
  readonly note?: string;
}

export interface Decided {
  readonly claim: Claim;
  readonly by: string;
  readonly at: number;
  readonly comment?: string | undefined;
  readonly isVerdict: boolean;
}

/** Asks for what its params say, and says what it was given. */
@Step({ form: Verdict })
export class Approve extends HumanStep<Claim, Verdict, { approved: Decided; rejected: Decided }, Partial<TaskRequest>> {
  request(claim: Claim, ctx: ContextOf<this>): TaskRequest {
    return { title: `Claim ${claim.id}`, ...ctx.params };
  }

  override async check(verdict: Verdict, claim: Claim, by: string) {
    await Promise.resolve();
    if (!(verdict instanceof Verdict)) throw new Error('check was not given an instance');
    if (verdict.note === 'throw') throw new Error('the check is broken');
    return by === claim.by ? `${by} has made claim ${claim.id}` : undefined;
  }

  complete(verdict: Verdict, claim: Claim, _: ContextOf<this>, { by, at, comment }: TaskCompletion) {
    const decided = { claim, by, at, comment, isVerdict: verdict instanceof Verdict };
    return this.to(verdict.ok ? 'approved' : 'rejected', decided);
  }
}

/** A flow that consists of one task. */
export function approval(params: Partial<TaskRequest> = {}, name = 'approval') {
  const { to, wire } = flow(name, { input: unchecked<Claim>() }).nodes({
    approve: node(Approve, { params }),
    approved: exit<Decided>(),
    rejected: exit<Decided>(),
  });
  return wire('approve', { approve: { approved: to.approved, rejected: to.rejected } });
}

export const claim: Claim = { id: 'c-1', by: 'zoe' };
