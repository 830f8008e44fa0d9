export { PendingTimers } from './pending-timers';
