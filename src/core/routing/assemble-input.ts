import type { InputMapping, InputSource } from '../../flow';
import type { Frame } from '../state/token';

/** The input that an edge gives its target, as far as no function of the user's is needed. What has not run is `undefined`. */
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
