import { canClose, NOTHING_MERGED, stopVerdict } from '../../joins/finish';
import { mergeLayers } from '../../joins/shared-store';
import { closeFrame } from '../../routing/leave-frame';
import type { Frame } from '../../state/token';
import type { JoinRules } from '../kind';

/** Returns the ending rules of a join to which all branches contribute. */
export function collecting(
  results: (frame: Frame) => Readonly<Record<string, unknown>>,
): Pick<JoinRules<'all' | 'settle'>, 'finish' | 'close'> {
  const close: JoinRules<'all' | 'settle'>['close'] = (context, frame, merged) => {
    mergeLayers(context, frame, merged);
    closeFrame(context, frame, 'next', results(frame));
  };
  return {
    finish: (context, token, frame, definition) => {
      stopVerdict(context, token);
      if (canClose(context, token, frame)) close(context, frame, NOTHING_MERGED, definition);
    },
    close,
  };
}
