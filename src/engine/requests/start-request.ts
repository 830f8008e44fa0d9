import { errorMessageOf, MillraceError } from '../../errors';
import { acceptValue, concurrencyKeyOf, type Program } from '../../execution';
import type { Graph } from '../../flow';
import { durationMs } from '../../step';
import type { PayloadCodec } from '../../storage/payloads';
import type { StartOptions } from '../port/engine-options';
import { initialSharedStore } from './initial-shared-store';

/** A validated start: everything that a backend needs to create the run. */
export interface StartRequest {
  readonly program: Program;
  /** The input as the first step receives it. */
  readonly input: unknown;
  readonly options: StartOptions;
  /** The initial values of the shared store. */
  readonly shared: Readonly<Record<string, unknown>> | undefined;
  readonly deadlineMs: number | undefined;
  /** The key in the queue of the flow; `undefined` if the flow has no queue. */
  readonly concurrencyKey: string | undefined;
}

/**
 * Validates the input and the options of a start. Returns a promise only if a validator does.
 *
 * @param codec copies the input and the shared store as a storage would return them
 * @throws {InputError} if the input is invalid
 * @throws {MillraceError} `INVALID_OPTION`, `PAYLOAD_TOO_LARGE`, `NOT_SERIALISABLE`
 */
export function prepareStart(
  program: Program,
  input: unknown,
  options: StartOptions,
  codec: PayloadCodec | undefined,
): StartRequest | Promise<StartRequest> {
  const { name, root } = program.graph;
  const type = root.definition.kind === 'flow' ? root.definition.input : undefined;
  const valid = acceptValue(type, input, `input of flow "${name}"`);
  return valid instanceof Promise
    ? valid.then((value: unknown) => requestOf(program, value, options, codec))
    : requestOf(program, valid, options, codec);
}

/** @throws {MillraceError} `ABORTED` if the signal in the start options is already aborted */
export function refuseIfAborted({ program, options: { signal } }: StartRequest): void {
  if (!signal?.aborted) return;
  const message = `flow "${program.graph.name}" was not started: its signal is already aborted`;
  throw new MillraceError('ABORTED', message, { cause: signal.reason });
}

function requestOf(
  program: Program,
  valid: unknown,
  options: StartOptions,
  codec: PayloadCodec | undefined,
): StartRequest {
  const { graph } = program;
  const input = codec ? codec.copy(valid, () => `the input of flow "${graph.name}"`) : valid;
  return {
    program,
    input,
    options,
    shared: initialSharedStore(options, codec, graph.name),
    deadlineMs: options.deadline === undefined ? undefined : durationMs(options.deadline, 'deadline'),
    concurrencyKey: keyOf(graph, input, codec),
  };
}

function keyOf({ root, name }: Graph, input: unknown, codec: PayloadCodec | undefined): string | undefined {
  if (!root.queue) return undefined;
  try {
    const own = codec && root.queue.key ? codec.copyKept(input) : input;
    return concurrencyKeyOf(root.queue, own);
  } catch (error) {
    throw new MillraceError(
      'INVALID_OPTION',
      `concurrency.key of flow "${name}": ${errorMessageOf(error)}; the run was not started`,
      { cause: error, details: { option: 'concurrency.key' } },
    );
  }
}
