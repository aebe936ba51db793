import { describe, expect, it } from "vitest";
import { parseSettings, SettingsError } from "./env";

const least = { DATABASE_URL: "postgres://tanda@127.0.0.1/tanda", AUTH_SECRET: "s".repeat(32) };

describe("the settings", () => {
  it("have a default each, and take an empty one for unset", () => {
    expect(parseSettings({ ...least, PORT: "", APP_URL: "" })).toMatchObject({ PORT: 3000, GATEWAY_PORT: 4000, DEFAULT_PAGE_SIZE: 10, ALERT_CPU_THRESHOLD: 80 });
  });

  it.each([
    ["PORT", "70000", "a port from 1 to 65535"],
    ["PORT", "abc", "a whole number"],
    ["GATEWAY_PORT", "0", "a port from 1 to 65535"],
    ["ALERT_CPU_THRESHOLD", "101", "a percentage from 1 to 100"],
    ["ALERT_CACHE_ERROR_THRESHOLD", "0", "a percentage from 1 to 100"],
    ["DEFAULT_PAGE_SIZE", "101", "a whole number of at most MAX_PAGE_SIZE"],
    ["DATABASE_URL", "postgres://", "a URL with a host and a database such as postgres://user:password@127.0.0.1:5432/tanda"],
    ["DATABASE_URL", "postgres:///tanda", "a URL with a host and a database"],
    ["DATABASE_URL", "postgres://tanda@127.0.0.1:5432", "a URL with a host and a database"],
    ["DATABASE_URL", "postgres://tanda@:5432/tanda", "a URL with a host and a database"],
    ["DATABASE_URL", "mysql://127.0.0.1/tanda", "a URL with a host and a database"],
    ["MAX_PAGE_SIZE", "101", "a whole number from 1 to 100"],
    ["REDIS_URL", "127.0.0.1:6379", "a redis:// or rediss:// URL"],
    ["APP_TIMEZONE", "Mars/Olympus", "an IANA time zone such as America/Caracas"],
    ["UPSTASH_REDIS_REST_TOKEN", "hidden-token", "to be set together with UPSTASH_REDIS_REST_URL"],
  ])("refuse %s=%s, naming it and what it expects", (name, value, expected) => {
    const parse = () => parseSettings({ ...least, [name]: value });
    expect(parse).toThrow(SettingsError);
    expect(parse).toThrow(`${name}: expects ${expected}`);
  });

  it.each([
    "postgresql://tanda:p%40ss@db.example.com/tanda?sslmode=require",
    "postgres://[::1]:5432/tanda",
    "postgres://tanda@one:5432,two:5432/tanda",
    "postgres:///tanda?host=/var/run/postgresql",
  ])("take %s for the database", (url) => {
    expect(parseSettings({ ...least, DATABASE_URL: url }).DATABASE_URL).toBe(url);
  });

  it("never tell a value in what they refuse", () => {
    const parse = () => parseSettings({ ...least, AUTH_SECRET: "too-short-a-secret" });
    expect(parse).toThrow("AUTH_SECRET");
    expect(parse).not.toThrow("too-short-a-secret");
  });
});
