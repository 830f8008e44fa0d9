declare const compileError: unique symbol;

/**
 * The type that takes the place of an incorrect argument or result, so that the compiler reports its `Message` and, as
 * `Details`, the types concerned. No value has this type.
 */
export interface CompileError<Message extends string, Details = unknown> {
  readonly [compileError]: { readonly message: Message; readonly details: Details };
}
