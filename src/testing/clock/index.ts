export { type PendingTimer, PendingTimers } from './pending-timers';
export { VirtualClock, type VirtualClockOptions } from './virtual-clock';
