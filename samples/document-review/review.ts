import { type ContextOf, HumanStep, Step, type TaskCompletion } from 'millrace';
import { z } from 'zod';

export interface Document {
  readonly id: string;
  readonly author: string;
}

export const Verdict = z.object({ ok: z.boolean(), remarks: z.string().max(500).default('') });
export type Verdict = z.infer<typeof Verdict>;

/** The opinion of one reviewer. */
export interface Opinion {
  readonly by: string;
  readonly remarks: string;
}

@Step({ form: Verdict })
export class Review extends HumanStep<Document, Verdict, { accept: Opinion; refuse: Opinion }, { group: string }> {
  request({ id, author }: Document, { params }: ContextOf<this>) {
    return { title: `Review ${id} by ${author} (${params.group})`, candidateGroups: [params.group] };
  }

  override check(_: Verdict, { author }: Document, by: string) {
    return by === author ? 'authors do not review their own documents' : undefined;
  }

  complete({ ok, remarks }: Verdict, _: Document, __: ContextOf<this>, { by }: TaskCompletion) {
    return this.to(ok ? 'accept' : 'refuse', { by, remarks });
  }
}
