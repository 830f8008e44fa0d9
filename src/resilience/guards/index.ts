export { directoryOf } from '../resilience';
export type { GuardChain } from './guard-chain';
export type { GuardDirectory, GuardPlacement } from './guard-directory';
export { RejectedError } from './rejected-error';
