import { each, exit, type FailureRecord, flow, flowOf, fn, pipe, type Settled, type StepFailure } from 'millrace';
import { AskRate, type Quote } from './quote';

/** The response without a rate: the reason, and when to come back. */
export interface ComeBack {
  readonly why: string;
  readonly retryAfterMs: number | undefined;
}

const comeBack = ({ failure }: StepFailure<string>): ComeBack => ({
  why: failure.message,
  retryAfterMs: failure.retryAfterMs,
});

const draft = flow('quote').nodes({ ask: AskRate, quoted: exit<Quote>(), later: exit<ComeBack>() });
const { to } = draft;

export const quote = draft.wire('ask', { ask: { next: to.quoted, error: to.later.via(comeBack) } });

/** The rates that are available. */
export interface RateTable {
  readonly status: 'complete' | 'partial';
  readonly quotes: readonly Quote[];
  readonly failures: Readonly<Record<string, FailureRecord>>;
}

const toTable = fn('table', (settled: readonly Settled<string, Quote>[]): RateTable => {
  const quotes = settled.flatMap((one) => (one.ok ? [one.value] : []));
  const failures = Object.fromEntries(settled.flatMap((one) => (one.ok ? [] : [[one.item, one.failure]])));
  return { status: quotes.length === settled.length ? 'complete' : 'partial', quotes, failures };
});

export const rateTable = flowOf('rate-table', pipe(each(AskRate, { onError: 'collect' }), toTable));
