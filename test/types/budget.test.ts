import type ts from 'typescript';
import { compile, errorsIn, inTypes } from './compiler';

// Compiling a flow has to stay cheap, and linear in its nodes. Instantiations are counted and not seconds, so that the
// numbers are the same on every machine. They belong to the pinned version of TypeScript.

/** A seventh above what was measured when they were set: 10,160 and 37,250, the step classes included. */
const BUDGET = { of50: 11_700, of200: 42_800 };
const LONGEST_DECLARATION = 200;

const baseline = inTypes('baseline.ts');

/** The text of a flow whose nodes are steps, routers and joins in turn, each with a class of its own. */
function flowOf(size: number): string {
  const indices = Array.from({ length: size }, (_, index) => index);
  return `
import { all, exit, flow, MachineStep, node, RouterStep, Step } from 'millrace';
export interface Order { readonly id: string; readonly total: number }
interface Both { readonly a: Order; readonly b: Order }
${indices.map(stepClass).join('\n')}
const { to, out, wire } = flow('large').nodes({
  ${indices.map(node).join(', ')}, done: exit<Order>(), failed: exit<unknown>(),
});
export const large = wire('n0', {
  ${indices.map((index) => edge(index, index + 1 < size ? `n${index + 1}` : 'done')).join(', ')}
});
`;
}

function stepClass(index: number): string {
  const name = `export class S${index} extends`;
  switch (index % 5) {
    case 2:
      return `@Step() ${name} RouterStep<Order, { small: Order; large: Order }> {
        execute(order: Order) { return this.to(order.total < 10 ? 'small' : 'large', order); } }`;
    case 4:
      return `@Step() ${name} MachineStep<Both, Order> { execute(both: Both) { return both.a; } }`;
    default:
      return `@Step() ${name} MachineStep<Order, Order, { progress: number }> { execute(order: Order) { return order; } }`;
  }
}

function node(index: number): string {
  if (index % 5 === 3) return `n${index}: all({ a: S${index}, b: S${index} })`;
  return `n${index}: ${index % 5 === 1 ? `node(S${index}, { timeout: '1s' })` : `S${index}`}`;
}

function edge(index: number, next: string): string {
  if (index % 5 === 2) return `n${index}: { small: to.${next}, large: to.failed }`;
  if (index % 5 === 3 && index % 7 === 0) return `n${index}: to.${next}.from({ a: out.n${index - 3}, b: out.n0 })`;
  return `n${index}: ${index % 10 === 0 ? `{ next: to.${next}, error: to.failed }` : `to.${next}`}`;
}

/** How many instantiations it takes to check a file. */
function instantiations(program: ts.Program, file: string): number {
  expect(errorsIn(program, file)).toEqual([]);
  return program.getInstantiationCount();
}

function measure(size: number): number {
  const file = inTypes(`flow-of-${size}.ts`);
  return instantiations(compile(new Map([[file, flowOf(size)]])), file) - empty;
}

function declarationOf(text: string): string {
  const file = inTypes('declared.ts');
  const program = compile(new Map([[file, text]]));
  expect(errorsIn(program, file)).toEqual([]);
  let written = '';
  const keep = (_file: string, declaration: string) => {
    written = declaration;
  };
  program.emit(program.getSourceFile(file), keep, undefined, true);
  return written.slice(written.indexOf('export declare const large'));
}

let empty = 0;
beforeAll(() => {
  empty = instantiations(compile(new Map([[baseline, "import 'millrace';"]])), baseline);
});

describe('the cost of types', () => {
  it('is within its budget for 50 and for 200 nodes, and linear', () => {
    const [of50, of200] = [measure(50), measure(200)];
    expect(of50).toBeLessThanOrEqual(BUDGET.of50);
    expect(of200).toBeLessThanOrEqual(BUDGET.of200);
    expect(of200 / of50).toBeLessThanOrEqual(4.4);
  });

  it('is small in declaration files: a flow is written as its input, its exits and its channels', () => {
    const declared = declarationOf(flowOf(200));
    expect(declared).toContain('Flow<Order, {');
    expect(declared.length).toBeLessThan(LONGEST_DECLARATION);
  });
});
