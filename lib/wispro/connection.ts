import { createWisproClient, type WisproApi, type WisproClientOptions } from "./api-client";
import { settings } from "@/lib/config/env";

/** The configured Wispro. Null where no token is set. */
export function wispro(options: Partial<WisproClientOptions> = {}): WisproApi | null {
  const { WISPRO_API_URL, WISPRO_API_TOKEN, WISPRO_PER_PAGE } = settings();
  if (!WISPRO_API_TOKEN) return null;
  return createWisproClient({ baseUrl: WISPRO_API_URL, token: WISPRO_API_TOKEN, perPage: WISPRO_PER_PAGE, ...options });
}
