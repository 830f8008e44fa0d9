export { instanceCodecs } from './instance-codec';
export { validateInput } from './validate-input';
