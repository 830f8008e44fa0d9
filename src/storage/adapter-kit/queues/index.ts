export { ConcurrencyQueues } from './concurrency-queues';
