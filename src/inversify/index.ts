export { containerFactory, type StepContainer } from './container';
export { DurableEngine, Engine, type ModuleOptions, millraceModule } from './millrace-module';
