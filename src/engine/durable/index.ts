export { LocalDurableEngine } from './local-durable-engine';
