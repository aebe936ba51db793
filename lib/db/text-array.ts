/**
 * Texts as one literal of a `text[]` parameter. The driver takes 30 ms to encode an array of 10,000; the server reads an array several times as fast as JSON.
 * @example textArray(["a", null, 'b"c']) // '{"a",NULL,"b\\"c"}'
 */
export function textArray(values: readonly (string | null)[]): string {
  return `{${values.map(element).join(",")}}`;
}

function element(value: string | null): string {
  if (value === null) return "NULL";
  return `"${/["\\]/.test(value) ? value.replaceAll(/["\\]/g, "\\$&") : value}"`;
}
