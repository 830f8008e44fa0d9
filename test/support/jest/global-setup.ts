import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SHARED_SERVER } from '../postgres/shared-server';
import { CAMPAIGN_FACTOR, CAMPAIGN_SEED, SEEDS } from '../seeds';

interface Project {
  readonly displayName?: { readonly name: string };
}

/** Runs once for each project, before its workers start. What it sets they inherit. */
export default function setUp(_: unknown, { displayName }: Project): void {
  if (process.env['MILLRACE_SEED'] === 'new') {
    process.env['MILLRACE_SEED'] = String(Date.now() % SEEDS);
    process.stdout.write(`seed ${process.env['MILLRACE_SEED']}; repeat it with MILLRACE_SEED\n`);
  }
  if (displayName?.name === 'campaigns') {
    const { MILLRACE_SEED: seed = CAMPAIGN_SEED, MILLRACE_CASES: factor = CAMPAIGN_FACTOR } = process.env;
    process.stdout.write(`campaigns: seed ${seed}, ${factor} times the cases\n`);
  }
  process.env[SHARED_SERVER] ??= mkdtempSync(join(tmpdir(), 'millrace-shared-'));
}
