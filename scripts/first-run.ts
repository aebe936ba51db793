import { randomBytes } from "node:crypto";
import { migrate } from "@/drizzle/migrate";
import { seedDemo } from "@/drizzle/seed";
import { createUser } from "@/lib/auth/create-user";
import { settings } from "@/lib/config/env";
import { systemContext } from "@/lib/context/system-context";
import { closeDatabase, database } from "@/lib/db/sql";

process.env.TANDA_PROCESS ??= "cli";

if (process.argv.includes("--migrate")) await migrate(settings().DATABASE_URL);
const created = await createFirstAdmin();
if (settings().SEED_DEMO && (await isEmpty())) {
  await seedDemo(database(), { clientes: 20, leads: 20_000, onProgress: (text) => console.error(text) });
}
await closeDatabase();
console.log(JSON.stringify(created));

/** The administrator, where there is none: the password is shown once, by whoever reads this line. */
async function createFirstAdmin(): Promise<{ created: boolean; email?: string; password?: string }> {
  const [admin] = await database()`select 1 from users where role = 'admin' limit 1`;
  if (admin) return { created: false };
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD } = settings();
  const password = ADMIN_PASSWORD ?? randomBytes(12).toString("base64url");
  await createUser(systemContext("first-run"), { name: "Administrador", email, password, role: "admin" });
  return { created: true, email, password };
}

async function isEmpty(): Promise<boolean> {
  const [row] = await database()`select 1 from clientes limit 1`;
  return !row;
}
