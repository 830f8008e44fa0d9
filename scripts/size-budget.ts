import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// Checks the size of the package against scripts/size-budget.json: the packed tarball, and for each sub-path the files that it
// loads. The time that loading takes is printed beside the budget and not checked, since it depends on the machine. Needs a build.

interface Budget {
  /** The most bytes of the packed tarball. */
  readonly packedBytes: number;
  /** The most files of the package that a sub-path loads, and the milliseconds that loading should take. */
  readonly subpaths: Readonly<Record<string, { readonly files: number; readonly loadMs: number }>>;
}

const root = join(__dirname, '..');

/** Loads a sub-path in a process of its own. Returns the files of the package that it loads, and the time in ms. */
function load(subpath: string): { readonly files: number; readonly ms: number } {
  const entry = join(root, 'dist', subpath, 'index.js');
  const program = `
    const started = performance.now();
    ${subpath === 'testing/jest' ? 'globalThis.expect = Object.assign(() => ({}), { extend() {} });' : ''}
    require(${JSON.stringify(entry)});
    const ms = performance.now() - started;
    const files = Object.keys(require.cache).filter((file) => file.startsWith(${JSON.stringify(join(root, 'dist'))})).length;
    console.log(JSON.stringify({ files, ms }));`;
  return JSON.parse(execFileSync(process.execPath, ['-e', program], { cwd: root, encoding: 'utf8' })) as ReturnType<
    typeof load
  >;
}

function packedBytes(): number {
  const json = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
  });
  const [packed] = JSON.parse(json) as readonly { readonly size: number }[];
  return packed?.size ?? 0;
}

function main(): void {
  const budget = JSON.parse(readFileSync(join(root, 'scripts', 'size-budget.json'), 'utf8')) as Budget;
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly exports: object };
  const subpaths = Object.keys(exports).filter((name) => name !== './package.json');
  const problems: string[] = [];
  const bytes = packedBytes();
  console.log(`packed: ${bytes} bytes of at most ${budget.packedBytes}`);
  if (bytes > budget.packedBytes)
    problems.push(`the packed tarball has ${bytes} bytes, more than ${budget.packedBytes}`);
  for (const name of subpaths) {
    const most = budget.subpaths[name];
    if (!most) {
      problems.push(`${name} has no budget in scripts/size-budget.json`);
      continue;
    }
    const { files, ms } = load(name.slice(2));
    console.log(`${name}: ${files} files of at most ${most.files}, ${ms.toFixed(0)} ms (budget ${most.loadMs} ms)`);
    if (files > most.files) problems.push(`${name} loads ${files} files, more than ${most.files}`);
  }
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}

// A build that is not there is the most common mistake.
if (!readdirSync(root).includes('dist')) throw new Error('there is no dist: run npm run build first');
main();
