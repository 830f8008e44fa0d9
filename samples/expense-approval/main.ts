import 'reflect-metadata';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createEngine, type Engine, type Run, type TaskView } from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { filter, firstValueFrom } from 'rxjs';
import { expenseApproval } from './flow';

// main.ts                                     submits three expenses, once, and shows where they are
// main.ts approve <expense> <who>             decides about one of them
// main.ts reject <expense> <who> <reason>
//
// It can be killed at any moment; the next call continues where it was. MILLRACE_SAMPLE_DIR is the folder of the runs.

const expenses = [
  { id: 'e-1', employee: 'eve', amount: 500 },
  { id: 'e-2', employee: 'eve', amount: 2500 },
  { id: 'e-3', employee: 'finn', amount: 5000 },
];

// #region decide
async function decide(engine: Engine, expense: string, by: string, approved: boolean, reason?: string): Promise<void> {
  const run = await engine.get(expense);
  const [task] = (await engine.tasks.list({ runId: expense })).items;
  if (!run || !task) throw new Error(`nothing is to be decided about ${expense}`);
  await engine.tasks.complete(task.id, { by, form: { approved, ...(reason !== undefined && { reason }) } });
  await workedOn(run, task);
}
// #endregion decide

/** Resolves when a run has ended or waits for a person. */
async function atRest(run: Pick<Run, 'status'>): Promise<void> {
  while (['pending', 'running'].includes(await run.status())) await setTimeout(20);
}

function outcomeOf(run: Run | undefined): Promise<unknown> | undefined {
  return run?.result();
}

/** Resolves when the run has continued after a task. */
async function workedOn(run: Run, { path }: TaskView): Promise<void> {
  const events = run.events$.pipe(filter((event) => event.type === 'step.completed' && event.path === path));
  await firstValueFrom(events);
  await atRest(run);
}

async function show(engine: Engine): Promise<void> {
  for (const { id, amount } of expenses) {
    const [task] = (await engine.tasks.list({ runId: id })).items;
    const run = await engine.get(id);
    const state = task ? `waits for ${task.candidateGroups.join(' or ')}` : JSON.stringify(await outcomeOf(run));
    console.log(`${id}  ${amount} €  ${state}`);
  }
}

async function main([command, expense = '', by = '', reason]: readonly string[]): Promise<void> {
  const folder = process.env['MILLRACE_SAMPLE_DIR'] ?? join(tmpdir(), 'millrace-expense-approval');
  mkdirSync(folder, { recursive: true });
  const storage = sqliteStorage(join(folder, 'runs.db'));
  // After a crash the next call continues what was executing after this time.
  const engine = await createEngine({ flows: [expenseApproval], storage, lease: '1s' });
  try {
    for (const one of expenses)
      await atRest(await engine.start(expenseApproval, one, { id: one.id, idempotencyKey: one.id }));
    if (command === 'approve' || command === 'reject') await decide(engine, expense, by, command === 'approve', reason);
    await show(engine);
  } finally {
    await engine.stop();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
