import type { InputMapping, InputSource } from '../../flow';
import type { Frame } from '../state/token';

/**
 * Returns the input that an edge passes to its target, as far as no user function is needed. The output of a node that
 * has not run is `undefined`.
 */
export function inputOf(frame: Frame, mapping: InputMapping | undefined, value: unknown): unknown {
  switch (mapping?.kind) {
    case 'source':
      return read(frame, mapping.source);
    case 'record':
      return Object.fromEntries(mapping.sources.map(([key, source]) => [key, read(frame, source)]));
    case 'via':
    case undefined:
      return value;
  }
}

function read(frame: Frame, source: InputSource): unknown {
  return source === 'input' ? frame.input : frame.outputs?.get(source.outputKey);
}
