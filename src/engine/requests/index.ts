export { requireSignalName } from './parse-signal';
