import {
  DefinitionError,
  type DefinitionFault,
  inspectValue,
  isInstance,
  MillraceError,
  readRecord,
} from '../../errors';
import {
  type CompileError,
  INPUT_TYPE,
  type InputOf,
  type InputType,
  isInputType,
  type SystemAction,
  type ValidatedBy,
} from '../../step';
import { type Concurrency, type ConcurrencyDefinition, concurrencyOf } from '../definition/concurrency';
import { asDefinition, definitionOptions } from '../definition/definition-options';
import { checkName, isKey } from '../definition/name';
import { isSemanticVersion } from '../definition/semantic-version';
import type { Definition } from '../kinds';
import { composite } from '../source/composite';
import { definitionOf } from '../source/definition-of';
import { checkExits, checkKeys } from '../validation/check-nodes';
import type { AnyFlow, FlowDraft, NodeTable } from './draft';
import { handle, inputReference, reference } from './edge-target';
import type { FlowHead } from './flow-head';
import { wire } from './wire';

/** The check that no exit has a reserved name. The compiler does not know the keys of a table built at run time. */
type NoSystemExits<N extends NodeTable> = string extends keyof N
  ? unknown
  : {
      readonly [K in keyof N & SystemAction]: N[K] extends { readonly kind: 'exit' }
        ? CompileError<'an exit cannot have the name of a system action; rename it', K>
        : unknown;
    };

/** A flow with a name, but no nodes yet. */
export interface NamedFlow<Input, Given> {
  /**
   * Declares the nodes by key. The key is the durable id of the node: renaming it is a migration.
   *
   * @throws {DefinitionError} with every invalid key and node
   */
  nodes<const N extends NodeTable>(nodes: N & NoSystemExits<N>): FlowDraft<N, Input, Given>;
}

/** The options of {@link flow}. */
export interface FlowOptions<Input extends InputType = InputType> {
  /** Semantic version. Default: `1.0.0`. */
  readonly version?: string;
  /** Validates the input of a run: a class with class-validator decorators, or a Standard Schema. */
  readonly input?: Input;
  /** Limits the number of runs at once. The others are queued as `pending`. */
  readonly concurrency?: Concurrency<ValidatedBy<Input>>;
}

/**
 * Begins a flow: first its nodes, then their wiring.
 *
 * @throws {DefinitionError} for an invalid name or a version that is not semantic
 * @example
 * const draft = flow('greeting', { version: '1.0.0' }).nodes({ greet: Greet, done: exit<string>() });
 * const { to } = draft;
 * export const greeting = draft.wire('greet', { greet: to.done });
 */
export function flow<Input extends InputType>(
  name: string,
  options: FlowOptions<Input> & { readonly input: Input },
): NamedFlow<ValidatedBy<Input>, InputOf<Input>>;
export function flow<Input = unknown>(
  name: string,
  options?: { readonly version?: string; readonly input?: undefined; readonly concurrency?: Concurrency<Input> },
): NamedFlow<Input, Input>;
export function flow(
  name: string,
  options: {
    readonly version?: string;
    readonly input?: InputType | undefined;
    readonly concurrency?: Concurrency;
  } = {},
): unknown {
  checkName(name, 'flow()');
  const names = { version: true, input: true, concurrency: true } as const;
  const { version = '1.0.0', input, concurrency } = definitionOptions(options, names, `flow("${name}")`);
  const faults: string[] = [];
  if (!name.split('.').every(isKey)) faults.push('the name must be keys joined by dots, such as "orders.fulfilment"');
  if (!isSemanticVersion(version))
    faults.push(`version: expected a semantic version such as "1.2.0", got ${inspectValue(version)}`);
  if (input !== undefined && !isInputType(input))
    faults.push(`input: expected ${INPUT_TYPE}, got ${inspectValue(input)}`);
  const queue = concurrency !== undefined && concurrencyOfFlow(name, concurrency, faults);
  if (faults.length > 0) throw new DefinitionError(faults.map((message) => ({ flow: name, message })));
  const head: FlowHead = { name, version, input, ...(queue && { queue }) };
  return Object.freeze({ nodes: (table: NodeTable) => draft(head, table) });
}

/** Returns the queue of a flow. It is named after the flow, so that runs and visits of the flow as a node share it. */
function concurrencyOfFlow(
  name: string,
  concurrency: Concurrency,
  faults: string[],
): ConcurrencyDefinition | undefined {
  try {
    return { name, ...concurrencyOf(concurrency) };
  } catch (error) {
    if (!MillraceError.is(error)) throw error;
    faults.push(error.message);
    return undefined;
  }
}

function draft(head: FlowHead, table: NodeTable): unknown {
  const nodes = definitions(
    head.name,
    asDefinition(() =>
      readRecord(
        table,
        'nodes',
        () => 'nodes by key, such as { pay: Pay, done: exit<Receipt>() }',
        `flow("${head.name}")`,
      ),
    ),
  );
  const owner = {};
  const keys = Object.keys(nodes);
  const byKey = <T>(make: (key: string) => T): Readonly<Record<string, T>> =>
    Object.freeze(Object.fromEntries(keys.map((key) => [key, make(key)])));
  return Object.freeze({
    to: byKey((key) => handle(owner, key)),
    out: byKey((key) => reference(owner, key, false)),
    maybe: byKey((key) => reference(owner, key, true)),
    input: inputReference(owner),
    wire: (start: string, wiring: Readonly<Record<string, unknown>>): AnyFlow =>
      composite(wire(head, owner, nodes, start, wiring)) as AnyFlow,
  });
}

function definitions(flowName: string, table: NodeTable): Readonly<Record<string, Definition>> {
  const faults: DefinitionFault[] = [...checkKeys(Object.keys(table))];
  const nodes: [string, Definition][] = [];
  for (const [node, source] of Object.entries(table)) {
    try {
      nodes.push([node, definitionOf(source)]);
    } catch (error) {
      if (!isInstance(error, DefinitionError)) throw error;
      faults.push(...error.faults.map(({ message }) => ({ node, message })));
    }
  }
  faults.push(...checkExits(nodes));
  if (faults.length > 0) throw new DefinitionError(faults.map((fault) => ({ flow: flowName, ...fault })));
  return Object.freeze(Object.fromEntries(nodes));
}
