export { containerFactory, injectorFactory, type StepContainer } from './container-factory';
export { bindRunContext } from './current-run';
export { fromContainer } from './from-container';
export { type Binding, overrideBindings } from './override-bindings';
