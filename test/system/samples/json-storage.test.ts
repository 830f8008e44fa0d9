import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { runSample } from '../../samples/run-sample';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-'));
  file = join(folder, 'runs.jsonl');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('a JSON file has what was acknowledged when the process is killed, and another process continues', async () => {
  const child = spawn(process.execPath, ['-r', './scripts/register.cjs', 'samples/json-storage/main.ts', file, '30']);
  const told: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    told.push(line);
    if (told.length === 10) break;
  }
  child.kill('SIGKILL');
  await once(child, 'close');
  expect(existsSync(`${file}.lock`)).toBe(true);
  const rest = (await runSample('json-storage', file, '30')).trim().split('\n');
  expect(rest.pop()).toBe('counted to 30');
  // The step that was under way is executed again, those before it are not.
  const first = Number(rest[0]);
  expect([10, 11]).toContain(first);
  expect(rest.map(Number)).toEqual(Array.from({ length: 31 - first }, (_, index) => first + index));
});
