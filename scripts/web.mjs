// npm run web: the web process alone, for a system spread over several machines.
import { build, nextCommand } from "./lib/build.mjs";
import { enterEnvironment, runCommand } from "./lib/command.mjs";

runCommand(async () => {
  await build({ echo: true });
  const { HOST, PORT } = await enterEnvironment();
  process.env.NODE_ENV = "production";
  process.argv = [process.argv[0], nextCommand, "start", "-H", HOST, "-p", PORT];
  await import(nextCommand);
});
