// npm run build: the production build of the web; the worker runs from its sources.
import { build } from "./lib/build.mjs";

build({ echo: true }).catch((error) => {
  console.error(error.message.split("\n")[0]);
  process.exit(1);
});
