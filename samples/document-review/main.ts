import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createEngine, type Run, type TaskView } from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { filter, firstValueFrom } from 'rxjs';
import { byAll, byAny } from './flow';

// main.ts                                submits two documents, once, and shows the open reviews
// main.ts accept <document> <group> <who> [remarks]
// main.ts refuse <document> <group> <who> [remarks]
//
// It can be killed at any moment; the next call continues where it was. MILLRACE_SAMPLE_DIR is the folder of the runs.

const documents = [
  { flow: byAll, document: { id: 'contract', author: 'eve' } },
  { flow: byAny, document: { id: 'memo', author: 'finn' } },
];

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

async function main([verdict, id, group, by = '', remarks]: readonly string[]): Promise<void> {
  const folder = process.env['MILLRACE_SAMPLE_DIR'] ?? join(tmpdir(), 'millrace-document-review');
  mkdirSync(folder, { recursive: true });
  const storage = sqliteStorage(join(folder, 'runs.db'));
  // After a crash the next call continues what was executing after this time.
  const engine = await createEngine({ flows: [byAll, byAny], storage, lease: '1s' });
  try {
    for (const { flow, document } of documents)
      await atRest(await engine.start(flow, document, { id: document.id, idempotencyKey: document.id }));
    const run = id === undefined ? undefined : await engine.get(id);
    if (verdict !== undefined && run && group !== undefined) {
      const [task] = (await engine.tasks.list({ runId: run.id, candidateGroups: [group] })).items;
      if (!task) throw new Error(`${group} has nothing to review of ${run.id}`);
      const form = { ok: verdict === 'accept', ...(remarks !== undefined && { remarks }) };
      await engine.tasks.complete(task.id, { by, form });
      await workedOn(run, task);
    }
    for (const { document } of documents) {
      const open = (await engine.tasks.list({ runId: document.id })).items.flatMap((task) => task.candidateGroups);
      const ended = await engine.get(document.id);
      const state = open.length > 0 ? `waits for ${open.join(', ')}` : JSON.stringify(await outcomeOf(ended));
      console.log(`${document.id}: ${state}`);
    }
  } finally {
    await engine.stop();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
