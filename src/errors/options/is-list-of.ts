/** Whether a value is a list of valid items. A hole in the list counts as `undefined`. */
export function isListOf(value: unknown, isValid: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && Array.from<unknown>(value).every(isValid);
}
