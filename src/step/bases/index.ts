import { BatchStep } from './batch-step';
import { HumanStep } from './human-step';
import { MachineStep } from './machine-step';
import { PhasedStep } from './phased-step';
import { RouterStep } from './router-step';
import { markBase } from './step-class';

markBase(MachineStep, 'machine');
markBase(RouterStep, 'router');
markBase(PhasedStep, 'phased');
markBase(HumanStep, 'human');
markBase(BatchStep, 'batch');

export { BatchStep, HumanStep, MachineStep, PhasedStep, RouterStep };
