process.env.TANDA_PROCESS ??= "cli";
import { migrate } from "@/drizzle/migrate";
import { settings, SettingsError } from "@/lib/config/env";
import { closeDatabase, database } from "@/lib/db/sql";

try {
  await prepare();
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

// What only a first run needs is loaded then: every later start passes here too, and it is to be quick.
async function prepare(): Promise<void> {
  if (process.argv.includes("--migrate")) await migrate(settings().DATABASE_URL);
  const { hasAdmin, hasClientes } = await whatIsThere();
  if (!hasClientes && settings().SEED_DEMO) {
    const { seedDemo } = await import("@/drizzle/seed");
    await seedDemo(database(), { clientes: 20, leads: 20_000, onProgress: (text) => console.error(text) });
  }
  // Last, so that a start killed before this line makes a new password the next time.
  const created = hasAdmin ? { created: false } : await createFirstAdmin();
  await closeDatabase();
  console.log(JSON.stringify(created));
}

async function whatIsThere(): Promise<{ hasAdmin: boolean; hasClientes: boolean }> {
  const [row] = await database()<{ hasAdmin: boolean; hasClientes: boolean }[]>`
    select exists(select from users where role = 'admin') as "hasAdmin", exists(select from clientes) as "hasClientes"`;
  return row!;
}

/** The administrator, where there is none: the password is shown once, by whoever reads this line. */
async function createFirstAdmin(): Promise<{ created: boolean; email: string; password: string }> {
  const [{ createUser }, { systemContext }, { randomBytes }] = await Promise.all([
    import("@/lib/auth/create-user"), import("@/lib/context/system-context"), import("node:crypto"),
  ]);
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD } = settings();
  const password = ADMIN_PASSWORD ?? randomBytes(12).toString("base64url");
  await createUser(systemContext("first-run"), { name: "Administrador", email, password, role: "admin" });
  return { created: true, email, password };
}
