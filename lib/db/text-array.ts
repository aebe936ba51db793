/**
 * Texts as one literal of a `text[]` parameter. The driver takes 30 ms to encode an array of 10,000; the server reads an array several times as fast as JSON.
 * @example textArray(["a", null, 'b"c']) // '{"a",NULL,"b\\"c"}'
 */
export function textArray(values: readonly (string | null | undefined)[]): string {
  return `{${values.map(element).join(",")}}`;
}

/** The same of numbers, whole or not. @example numberArray([1, null]) // '{1,NULL}' */
export function numberArray(values: readonly (number | null | undefined)[]): string {
  return `{${values.map((value) => value ?? "NULL").join(",")}}`;
}

function element(value: string | null | undefined): string {
  if (value === null || value === undefined) return "NULL";
  return `"${/["\\]/.test(value) ? value.replaceAll(/["\\]/g, "\\$&") : value}"`;
}
