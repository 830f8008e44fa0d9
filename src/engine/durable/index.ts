export { DurableEngine } from './durable-engine';
