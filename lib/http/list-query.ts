import { z } from "zod";

/** A parameter of the address that names several of a closed list, comma separated. */
export const oneOrMore = <T extends readonly [string, ...string[]]>(values: T) =>
  z.string().transform((text) => text.split(",")).pipe(z.array(z.enum(values)).max(20)).meta({ description: `Comma separated: ${values.join(", ")}` });
