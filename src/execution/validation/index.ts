export { instanceCodecs } from './instance-codec';
export { type JsonSchema, jsonSchemaOf } from './json-schema';
export { acceptValue, validateInput } from './validate-input';
