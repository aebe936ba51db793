// npm start: everything from a fresh clone to a running system, and nothing that is already done.
// npm run dev: the same in development mode.
//
// Plain Node until the dependencies are installed: only modules that import none of them stand here.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Tanda needs Node 20.19 or later; this is ${process.versions.node}.`);
  process.exit(1);
}
const { launch } = await import("./lib/launcher.mjs");
await launch({ dev: process.argv.includes("--dev") });
