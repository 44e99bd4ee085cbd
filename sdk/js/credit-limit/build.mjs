// node build.mjs: makes target/credit_limit.wasm, which `keel plugin pack` makes a package of.
import { mkdir, writeFile } from "node:fs/promises";
import { componentize } from "@bytecodealliance/componentize-js";

const here = new URL(".", import.meta.url).pathname;
const { component } = await componentize({
  sourcePath: `${here}plugin.js`,
  witPath: `${here}wit`,
  worldName: "plugin",
  // A plugin has no network, clock or console of its own.
  disableFeatures: ["http", "fetch-event", "random", "clocks", "stdio"],
});
await mkdir(`${here}target`, { recursive: true });
await writeFile(`${here}target/credit_limit.wasm`, component);
