import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { packedPackage } from './packed-package';

const root = join(__dirname, '..', '..', '..');
const run = promisify(execFile);

/** What the published package needs beside itself, and what its users have. */
const BASE = ['rxjs', 'semver', 'inversify', 'reflect-metadata', 'class-validator', 'class-transformer', '@types/node'];

/** A project that has the built package installed, and of all others only those that it is given. */
export class Consumer {
  private readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-consumer-')));

  /** Installs the package, and others: by default its dependencies and the peers that it is used with. */
  async install(packages: readonly string[] = BASE): Promise<void> {
    cpSync(await packedPackage(), this.packagePath('millrace'), { recursive: true });
    cpSync(join(__dirname, 'programs'), this.folder, { recursive: true });
    const compilerOptions = { experimentalDecorators: true, useDefineForClassFields: false, target: 'es2022' };
    writeFileSync(join(this.folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    this.link(...packages);
  }

  /** Installs packages that the repository has. */
  link(...names: readonly string[]): void {
    for (const name of names) {
      mkdirSync(dirname(this.packagePath(name)), { recursive: true });
      symlinkSync(realpathSync(join(root, 'node_modules', name)), this.packagePath(name), 'dir');
    }
  }

  unlink(...names: readonly string[]): void {
    for (const name of names) rmSync(this.packagePath(name));
  }

  /** Returns the path of a file of the project. */
  path(...parts: readonly string[]): string {
    return join(this.folder, ...parts);
  }

  /** Runs a program with Node. Returns what it prints. */
  async node(...args: readonly string[]): Promise<string> {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const { stdout } = await run(process.execPath, args, { cwd: this.folder, env });
    return stdout;
  }

  /** What the compiler says about a program, declarations of packages included unless told otherwise. */
  errorsIn(program: string, { types = [], skipLibCheck = false }: Partial<ts.CompilerOptions> = {}): readonly string[] {
    const options: ts.CompilerOptions = {
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2023.d.ts'],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: ['node', ...types],
      typeRoots: [join(this.folder, 'node_modules', '@types')],
      strict: true,
      experimentalDecorators: true,
      noEmit: true,
      skipLibCheck,
    };
    const compiled = ts.createProgram([join(this.folder, program)], options);
    return ts
      .getPreEmitDiagnostics(compiled)
      .map(({ file, messageText }) => `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  }

  /** Lets Vitest run a program. Gives how many of its tests passed and failed, and what was said. */
  async vitest(program: string, ...flags: readonly string[]): Promise<VitestReport> {
    const cli = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const args = [cli, 'run', program, '--root', this.folder, '--reporter', 'json', ...flags];
    const { NODE_OPTIONS: _, ...env } = process.env;
    // It exits with an error where a test fails; what it has written says more.
    const { stdout } = await run(process.execPath, args, { cwd: this.folder, env }).catch(outputOf);
    const report = JSON.parse(stdout.slice(stdout.indexOf('{'))) as VitestJson;
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      said: report.testResults.flatMap(({ message, assertionResults }) => [
        ...(message ? [message] : []),
        ...assertionResults.flatMap(({ failureMessages }) => failureMessages ?? []),
      ]),
    };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private packagePath(name: string): string {
    return join(this.folder, 'node_modules', name);
  }
}

function outputOf(failed: unknown): { readonly stdout: string } {
  return failed as { readonly stdout: string };
}

interface VitestReport {
  readonly passed: number;
  readonly failed: number;
  readonly said: readonly string[];
}

/** What Vitest's reporter writes. */
interface VitestJson {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly message?: string;
    readonly assertionResults: readonly { readonly failureMessages?: readonly string[] }[];
  }[];
}
