#!/usr/bin/env node
// Runs on any Node: says what is wrong where it is too old, else starts the built command line. Exit code 2: wrong usage.
var MINIMUM = [22, 22];
var version = process.versions.node.split(".").map(Number);

if (version[0] < MINIMUM[0] || (version[0] === MINIMUM[0] && version[1] < MINIMUM[1])) {
  console.error(
    "ksmlc needs Node " +
      MINIMUM.join(".") +
      " or later; this is " +
      process.version +
      ".\n" +
      "  next: install a current Node (24 LTS), then run this command again",
  );
  process.exitCode = 2;
} else {
  import("../dist/bin/cli.js").then(
    (cli) => cli.main(process.argv).then(cli.leaveProcess),
    (error) => {
      if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
      const isBuilt = !String(error.url).endsWith("/dist/bin/cli.js");
      if (isBuilt)
        console.error("ksmlc is not whole: %s\n  next: run `npm ci` in its folder", error.message);
      else console.error("ksmlc is not built yet.\n  next: run `npm run build` in its folder");
      process.exitCode = 2;
    },
  );
}
