export { validateInput } from './validate-input';
