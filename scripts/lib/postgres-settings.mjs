// What the embedded server is told, written to a file of its own beside PostgreSQL's so that it can be read and
// changes with the product.
import { statfsSync } from "node:fs";
import os from "node:os";

const mebibyte = 1024 * 1024;

/**
 * Returns the text of the server's settings.
 * `throwaway` gives up durability, for a test's cluster that is deleted afterwards; the planner's settings are the
 * same in both, so that a plan seen in a test is the plan of the product.
 */
export function serverSettings({ port, throwaway }) {
  const settings = { ...common(port), ...(throwaway ? forgetful : durable) };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'`);
  return `# Written at every start; change postgresql.auto.conf (ALTER SYSTEM) instead.\n${lines.join("\n")}\n`;
}

function common(port) {
  return {
    port,
    listen_addresses: "127.0.0.1",
    // A socket in /tmp would be one more thing to collide on, and its path has a length limit.
    unix_socket_directories: "",
    max_connections: 200,
    shared_preload_libraries: "pg_stat_statements",
    timezone: "UTC",
    log_timezone: "UTC",
    dynamic_shared_memory_type: dynamicSharedMemory(),
    effective_cache_size: `${Math.max(1024, Math.round(memoryMiB() / 2))}MB`,
    work_mem: "16MB",
    maintenance_work_mem: "256MB",
    random_page_cost: "1.1",
    // Compiling a query costs more than any statement of the console takes.
    jit: "off",
    autovacuum: "on",
    track_io_timing: "on",
  };
}

const durable = {
  shared_buffers: `${Math.min(1024, Math.max(256, Math.round(memoryMiB() / 8)))}MB`,
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  wal_compression: "on",
  wal_buffers: "16MB",
  min_wal_size: "256MB",
  max_wal_size: "2GB",
  checkpoint_timeout: "15min",
  autovacuum_naptime: "20s",
  logging_collector: "on",
  log_directory: "log",
  log_filename: "postgresql-%a.log",
  log_truncate_on_rotation: "on",
  log_rotation_age: "1d",
  log_min_duration_statement: "2s",
};

const forgetful = {
  shared_buffers: "256MB",
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: 0,
  max_wal_size: "2GB",
};

function memoryMiB() {
  const limit = process.constrainedMemory?.() || Infinity;
  return Math.min(os.totalmem(), limit) / mebibyte;
}

/** A container's /dev/shm is 64 MiB unless asked otherwise, and a parallel hash join of a large table needs more. */
function dynamicSharedMemory() {
  if (process.platform !== "linux") return "posix";
  try {
    const { bsize, blocks } = statfsSync("/dev/shm");
    return bsize * blocks >= 512 * mebibyte ? "posix" : "sysv";
  } catch {
    return "sysv";
  }
}
