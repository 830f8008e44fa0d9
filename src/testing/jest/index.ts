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
    'millrace/testing/jest: there is no global expect. Import it in a test file, or in a setup file that runs after Jest or Vitest has installed its globals; without globals, call registerMatchers(expect) from millrace/testing/matchers',
  );
}
registerMatchers(given);
