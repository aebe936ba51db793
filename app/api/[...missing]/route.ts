import { AppError } from "@/lib/errors/errors";
import { methods, route } from "@/lib/http/route";
import { z } from "zod";

const missing = route(
  { summary: "Every other path", tag: "hidden", permission: "public", response: z.never() },
  () => Promise.reject(new AppError("not_found")),
);

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: missing, POST: missing, PUT: missing, PATCH: missing, DELETE: missing });
