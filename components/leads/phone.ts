/** How the countries that the leads come from group their numbers, after the country's code. */
const groups: ReadonlyArray<{ prefix: string; sizes: readonly number[] }> = [
  { prefix: "+505", sizes: [4, 4] },
  { prefix: "+57", sizes: [3, 3, 4] },
  { prefix: "+58", sizes: [3, 3, 4] },
];

/** "+58 414 465 5331"; a number of another country or length stays as it is. */
export function formatPhone(phone: string): string {
  const country = groups.find(({ prefix }) => phone.startsWith(prefix));
  const digits = country ? phone.slice(country.prefix.length) : "";
  if (!country || digits.length !== country.sizes.reduce((sum, size) => sum + size, 0)) return phone;
  let at = 0;
  return [country.prefix, ...country.sizes.map((size) => digits.slice(at, (at += size)))].join(" ");
}
