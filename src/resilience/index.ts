export { retryAfterOf } from '../errors';
export {
  type BreakerSnapshot,
  type BreakerState,
  type BulkheadSnapshot,
  defineGuard,
  type Guard,
  type GuardEvent,
  type GuardHost,
  type GuardKind,
  type GuardOptions,
  type GuardPermit,
  type LimitSnapshot,
  type OpenGuard,
  type SnapshotOf,
} from '../step';
export { type BreakerOptions, circuitBreaker } from './breaker/circuit-breaker';
export { type BulkheadOptions, bulkhead } from './bulkhead/bulkhead';
export type { Policies } from './calls/policies';
export type { ProtectOptions } from './calls/protect';
export { type RetryAttempt, type RetryNotice, type WithRetryOptions, withRetry } from './calls/with-retry';
export { type FallbackLevel, fallbackChain } from './fallback/fallback-chain';
export { StaleCache, type StaleValue, type TimeSource } from './fallback/stale-cache';
export { type LimitOptions, perHour, perMinute, perSecond, type RateOptions, rateLimit } from './rate-limit/rate-limit';
export { Resilience, type ResilienceOptions, type ResilienceSnapshot } from './resilience';
