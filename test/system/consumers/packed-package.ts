import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { oncePerRun } from '../../support/jest/once-per-run';

const root = join(__dirname, '..', '..', '..');
const run = promisify(execFile);

/** What a build reads. */
const SOURCES = ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE', 'tsconfig.json', 'tsconfig.build.json', 'src'];

/** Returns a folder with the files of the published package, which is built once for all test files of a run. */
export async function packedPackage(): Promise<string> {
  const folder = await oncePerRun('package', async (folder) => {
    const workshop = join(folder, 'workshop');
    await build(workshop);
    for (const file of await publishedFiles(workshop)) {
      mkdirSync(dirname(join(folder, 'packed', file)), { recursive: true });
      cpSync(join(workshop, file), join(folder, 'packed', file));
    }
  });
  return join(folder, 'packed');
}

/** Builds a copy of the repository: tests neither need nor change its own build. */
async function build(workshop: string): Promise<void> {
  mkdirSync(workshop);
  for (const name of SOURCES) cpSync(join(root, name), join(workshop, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(workshop, 'node_modules'), 'dir');
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await run(process.execPath, [tsc, '-p', join(workshop, 'tsconfig.build.json')]);
  await run(process.execPath, ['-r', './scripts/register.cjs', './scripts/build/build.ts', workshop], { cwd: root });
}

/** Returns the files that npm would publish. */
async function publishedFiles(workshop: string): Promise<readonly string[]> {
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: workshop,
    maxBuffer: 16 * 1024 * 1024,
  });
  const [packed] = JSON.parse(stdout) as readonly { readonly files: readonly { readonly path: string }[] }[];
  return packed?.files.map(({ path }) => path) ?? [];
}
