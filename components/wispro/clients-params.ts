import { parseAsInteger, parseAsString } from "nuqs/server";

export const CLIENTS_PER_PAGE = 25;

/** What the address of the clients' page says. */
export const clientsParams = { search: parseAsString.withDefault(""), page: parseAsInteger.withDefault(1) };
