export function openTestDatabase(
  migrate: (databaseUrl: string) => Promise<void>,
): Promise<{ adminUrl: string; databaseUrl: string; stop(): void }>;
