// What the API's files declare: every route with its definition, and the names of the schemas that they share.
import { readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import type { DocumentedRoute } from "@/lib/http/openapi";
import type { RouteHandler } from "@/lib/http/route";

const root = path.resolve(import.meta.dirname, "../..");
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Returns the routes under `app/api`; better-auth's own are not ours to describe. */
export async function apiRoutes(): Promise<DocumentedRoute[]> {
  const files = filesNamed("app/api", "route.ts").filter((file) => !file.startsWith("app/api/auth/"));
  const found = await Promise.all(
    files.map(async (file) => {
      const handlers = (await load(file)) as Record<string, RouteHandler | undefined>;
      return METHODS.flatMap((method) => {
        const definition = handlers[method]?.definition;
        return definition ? [{ path: pathOf(file), method, definition }] : [];
      });
    }),
  );
  return found.flat();
}

/** Returns the objects that the rooms' `schemas.ts` export, with the name each has in the document: `jobSchema` is "Job". */
export async function schemaNames(): Promise<Map<z.ZodType, string>> {
  const names = new Map<z.ZodType, string>();
  for (const file of filesNamed("lib", "schemas.ts")) {
    for (const [name, value] of Object.entries((await load(file)) as Record<string, unknown>)) {
      if (!(value instanceof z.ZodObject) || !name.endsWith("Schema")) continue;
      const wanted = name[0]!.toUpperCase() + name.slice(1, -"Schema".length);
      const taken = [...names.values()].includes(wanted);
      const room = path.basename(path.dirname(file));
      names.set(value, taken ? room[0]!.toUpperCase() + room.slice(1) + wanted : wanted);
    }
  }
  return names;
}

/** `app/api/crm/jobs/[job_id]/route.ts` is `/api/crm/jobs/{job_id}`. */
export function pathOf(file: string): string {
  return `/${path.posix.dirname(file).slice("app/".length).replaceAll(/\[([^\]]+)\]/g, "{$1}")}`;
}

/** Files of one name under a folder, as sorted paths from the checkout's root. */
export function filesNamed(folder: string, name: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === name)
    .map((file) => path.posix.join(folder, file.split(path.sep).join("/")))
    .toSorted();
}

function load(file: string): Promise<unknown> {
  return import(pathToFileURL(path.join(root, file)).href);
}
