export { LocalDurableEngine } from './storage-engine';
