import { migrate } from "@/drizzle/migrate";
import { settings } from "@/lib/config/env";

await migrate(settings().DATABASE_URL);
console.error("Database is up to date.");
