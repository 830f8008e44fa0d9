export { BatchStep } from './batch-step';
export { HumanStep } from './human-step';
export { MachineStep } from './machine-step';
export { PhasedStep } from './phased-step';
export { RouterStep } from './router-step';
