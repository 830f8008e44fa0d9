export { requireSignalName } from './parse-signal';
export { requireOptions } from './require-options';
