export { SlotLines } from './slot-lines';
