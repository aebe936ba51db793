import { z } from "zod";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ summary: "The process answers", tag: "Health", permission: "public", response: z.object({ status: z.literal("ok") }) }, async () => ({ status: "ok" })),
});
