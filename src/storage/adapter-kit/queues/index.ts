export { SlotLines } from './concurrency-queues';
