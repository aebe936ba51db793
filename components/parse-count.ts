import { createParser } from "nuqs/server";

/** A whole number from 1 to `max` in the address; anything else counts as not said. */
export const parseAsCount = (max: number) =>
  createParser({ parse: (text) => (/^[1-9]\d{0,6}$/.test(text) && Number(text) <= max ? Number(text) : null), serialize: String });
