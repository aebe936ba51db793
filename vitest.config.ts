import { defineConfig } from "vitest/config";

const root = import.meta.dirname;
const elsewhere = ["node_modules/**", ".next/**", ".data/**", "bench/**/node_modules/**"];
const withDatabase = { globalSetup: ["scripts/vitest-global-setup.ts"], env: { NODE_ENV: "test" as const, AUTH_SECRET: "a secret of the tests alone, 32 characters", LOG_LEVEL: "silent" } };

export default defineConfig({
  root,
  resolve: { alias: { "@": root } },
  test: {
    passWithNoTests: true,
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["**/*.unit.test.{ts,tsx}"], exclude: elsewhere, maxWorkers: 2 },
      },
      {
        extends: true,
        test: {
          ...withDatabase,
          name: "database",
          include: ["**/*.test.ts"],
          exclude: [...elsewhere, "**/*.unit.test.ts", "**/*.process.test.ts"],
          maxWorkers: 2,
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          ...withDatabase,
          name: "process",
          include: ["**/*.process.test.ts"],
          exclude: elsewhere,
          // Whole systems are started here: one at a time, and after the quick tests.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
