export { containerFactory, type StepContainer } from './container-factory';
export { DurableEngine, Engine, type ModuleOptions, millraceModule } from './millrace-module';
