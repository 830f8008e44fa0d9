export { containerFactory } from './container-factory';
export { Engine, type ModuleOptions, millraceModule } from './millrace-module';
