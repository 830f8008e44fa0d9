import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

// Keeps code blocks in the manual equal to regions of source files that the tests run.
//
//   <!-- snippet: samples/foo/flow.ts#region-name -->     directly before a fence; without #region-name the whole file
//   // #region region-name  …  // #endregion region-name  in the source

export interface Drift {
  /** Line of the marker in the document, from 1. */
  readonly line: number;
  readonly snippet: string;
}

export interface SnippetResult {
  /** The document with every marked block renewed. */
  readonly text: string;
  readonly drifted: readonly Drift[];
  /** Markers that cannot be honoured: the line in the document and what is wrong. */
  readonly errors: readonly { readonly line: number; readonly message: string }[];
}

const marker = /^(\s*)<!--\s*snippet:\s*(\S+?)(?:#(\S+))?\s*-->\s*$/;
const fence = /^\s*(`{3,}|~{3,})/;
const regionLine = /^\s*\/\/\s*#(?:end)?region\b/;

/** Renews the marked blocks of one document; `read` gives a source's text, or undefined where there is no such file. */
export function renewSnippets(document: string, read: (path: string) => string | undefined): SnippetResult {
  const lines = document.split('\n');
  const out: string[] = [];
  const drifted: Drift[] = [];
  const errors: { line: number; message: string }[] = [];

  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    out.push(line);
    const found = marker.exec(line);
    if (!found) {
      // A marker shown inside another fence is text, so step over the fence as a whole.
      if (fence.test(line)) {
        const end = closing(lines, at);
        out.push(...lines.slice(at + 1, end + 1));
        at = end;
      }
      continue;
    }
    const [, indent = '', path = '', region] = found;
    const snippet = region === undefined ? path : `${path}#${region}`;
    const next = lines[at + 1];
    const end = next !== undefined && fence.test(next) ? closing(lines, at + 1) : -1;
    if (next === undefined || end < 0 || end >= lines.length) {
      errors.push({ line: at + 1, message: `snippet ${snippet}: no complete code fence directly below the marker` });
      continue;
    }
    const source = read(path);
    const wanted = source === undefined ? undefined : cut(source, region);
    const present = lines.slice(at + 2, end);
    if (wanted === undefined) {
      const missing = source === undefined ? `there is no file ${path}` : `${path} has no region "${region ?? ''}"`;
      errors.push({ line: at + 1, message: `snippet ${snippet}: ${missing}` });
      out.push(...lines.slice(at + 1, end + 1));
    } else {
      const renewed = wanted.map((one) => (one === '' ? '' : indent + one));
      if (renewed.join('\n') !== present.join('\n')) drifted.push({ line: at + 1, snippet });
      out.push(next, ...renewed, lines[end] ?? '');
    }
    at = end;
  }
  return { text: out.join('\n'), drifted, errors };
}

/** Index of the line that closes the fence opened at `open`; the number of lines if none does. */
function closing(lines: readonly string[], open: number): number {
  const mark = fence.exec(lines[open] ?? '')?.[1] ?? '';
  for (let at = open + 1; at < lines.length; at++) {
    const text = (lines[at] ?? '').trim();
    if (text.startsWith(mark) && text.replaceAll(mark.charAt(0), '') === '') return at;
  }
  return lines.length;
}

/** The lines of a region (or of the whole file), dedented and without the region comments; undefined if it is absent or not closed. */
function cut(source: string, region: string | undefined): string[] | undefined {
  let lines = source.replaceAll('\r\n', '\n').split('\n');
  if (region !== undefined) {
    const bound = (word: string) =>
      lines.findIndex((line) => new RegExp(`^\\s*//\\s*#${word}\\s+(\\S+)\\s*$`).exec(line)?.[1] === region);
    const from = bound('region');
    const to = bound('endregion');
    if (from < 0 || to < from) return undefined;
    lines = lines.slice(from + 1, to);
  }
  lines = lines.filter((line) => !regionLine.test(line)).map((line) => line.trimEnd());
  while (lines[0] === '') lines.shift();
  while (lines.at(-1) === '') lines.pop();
  const depth = Math.min(...lines.filter((line) => line !== '').map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(depth));
}

function documents(root: string): string[] {
  const docs = join(root, 'docs');
  const below = existsSync(docs) ? readdirSync(docs, { recursive: true, encoding: 'utf8' }) : [];
  const pages = below.filter((name) => name.endsWith('.md') && !/^api[/\\]/.test(name)).sort();
  return ['README.md', ...pages.map((name) => join('docs', name))].filter((name) => existsSync(join(root, name)));
}

function main(root: string, check: boolean): number {
  let bad = 0;
  let renewed = 0;
  for (const name of documents(root)) {
    const before = readFileSync(join(root, name), 'utf8');
    const result = renewSnippets(before, (path) => {
      const file = join(root, path);
      return !relative(root, file).startsWith('..') && existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    });
    for (const { line, message } of result.errors) console.error(`${name}:${line}: ${message}`);
    bad += result.errors.length;
    for (const { line, snippet } of result.drifted) {
      if (check) console.error(`${name}:${line}: differs from ${snippet}; run "npm run snippets"`);
      else console.log(`${name}:${line}: renewed from ${snippet}`);
    }
    if (check) bad += result.drifted.length;
    else if (result.text !== before) writeFileSync(join(root, name), result.text);
    renewed += result.drifted.length;
  }
  if (bad === 0 && renewed === 0) console.log('Snippets are up to date.');
  return bad === 0 ? 0 : 1;
}

if (require.main === module) process.exitCode = main(join(__dirname, '..'), process.argv.includes('--check'));
