export { acceptValue } from './accept-value';
export { instanceCodecs } from './instance-codec';
export { type JsonSchema, jsonSchemaOf } from './json-schema';
export { validateInput } from './validate-input';
