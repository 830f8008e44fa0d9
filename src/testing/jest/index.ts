import { MillraceError } from '../../errors';
import { isExtendable, registerMatchers } from '../matchers/register-matchers';

export {
  type ExpectedFailure,
  type ExtendableExpect,
  type NodeSelector,
  type PartOf,
  type Ran,
  type RunMatchers,
  type RunStepOptions,
  ran,
  registerMatchers,
} from '../matchers';

const given: unknown = Reflect.get(globalThis, 'expect');
if (!isExtendable(given)) {
  throw new MillraceError(
    'WRONG_STATE',
    "millrace/testing/jest: there is no global expect. Import it in a test file or among the setup files that run after Jest's or Vitest's globals are there; without globals, write registerMatchers(expect) of millrace/testing/matchers",
  );
}
registerMatchers(given);
