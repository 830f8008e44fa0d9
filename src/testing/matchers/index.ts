export type { ExpectedFailure, PartOf } from '../expectations/expectation';
export type { RunStepOptions } from '../expectations/step-runs';
export type { NodeSelector } from '../trace/node-selector';
export { type Ran, ran } from './ran';
export { type ExtendableExpect, registerMatchers } from './register-matchers';
export type { RunMatchers } from './run-matchers';
