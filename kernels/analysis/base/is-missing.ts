/** Whether a value counts as missing: null, undefined, NaN and an invalid Date do; 0, "" and false do not. */
export function isMissing(value: unknown): boolean {
  if (value === null || value === undefined || Number.isNaN(value)) return true;
  return value instanceof Date && Number.isNaN(value.getTime());
}
