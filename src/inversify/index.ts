export { containerFactory, type StepContainer } from './container-factory';
export { Engine, type ModuleOptions, millraceModule } from './millrace-module';
