process.env.TANDA_PROCESS ??= "cli";
import { parseArgs } from "node:util";
import postgres from "postgres";
import { createApiKey, listApiKeys, revokeApiKey } from "@/lib/auth/api-keys";
import { createApiKeySchema } from "@/lib/auth/schemas";
import { systemContext } from "@/lib/context/system-context";
import { closeDatabase } from "@/lib/db/sql";
import { AppError } from "@/lib/errors/errors";
import { errorMessage } from "@/lib/errors/message";
import { validate } from "@/lib/http/validate";

const USAGE = `Usage: npm run api-key -- create --name NAME --role ROLE [--cliente-id ID] [--limit max_pending_jobs=20 …]
       npm run api-key -- list
       npm run api-key -- revoke ID`;

const ctx = { ...systemContext("api-key"), locale: "en" as const };
try {
  await runCommand(process.argv[2]);
} catch (error) {
  // The runner knows what the database says of a schema that is not there.
  if (error instanceof postgres.PostgresError) throw error;
  console.error(error instanceof AppError ? errorMessage(error, "en") : error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await closeDatabase();
}

async function runCommand(command: string | undefined): Promise<void> {
  if (command === "create") return create();
  if (command === "list") return list();
  if (command === "revoke") return revoke(Number(process.argv[3]));
  throw new Error(USAGE);
}

async function create(): Promise<void> {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: { name: { type: "string" }, role: { type: "string" }, "cliente-id": { type: "string" }, limit: { type: "string", multiple: true } },
  });
  const limits = Object.fromEntries((values.limit ?? []).map((text) => [text.split("=")[0], Number(text.split("=")[1])]));
  const input = {
    name: values.name,
    role: values.role,
    ...(values["cliente-id"] !== undefined && { cliente_id: Number(values["cliente-id"]) }),
    ...(values.limit && { limits }),
  };
  const { key } = await createApiKey(ctx, validate(createApiKeySchema, input, "en"));
  console.log(key);
}

async function list(): Promise<void> {
  for (const key of await listApiKeys(ctx)) {
    console.log([key.id, key.prefix + "…", key.role, key.cliente_name ?? "-", key.revoked_at ? "revoked" : "active", key.name].join("\t"));
  }
}

async function revoke(id: number): Promise<void> {
  if (!Number.isSafeInteger(id) || id < 1) throw new Error(USAGE);
  await revokeApiKey(ctx, id);
  console.error(`Key ${id} is revoked.`);
}
