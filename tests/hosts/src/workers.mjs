// Runs functions in workerd: `node workers.mjs <options.json>`. Writes the address of the first to a file when it
// is ready, and runs until its standard input ends.

import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const options = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { Miniflare, Log, LogLevel } = createRequire(import.meta.url)(options.miniflare);

const manifest = readFileSync(options.wrangler, "utf8");
const [, compatibilityDate] = manifest.match(/^compatibility_date = "([\d-]+)"$/m);

function worker(name, serviceBindings) {
  const folder = join(options.folder, name);
  return {
    name,
    modules: [
      { type: "ESModule", path: join(folder, "index.js") },
      { type: "CompiledWasm", path: join(folder, "index_bg.wasm") },
    ],
    modulesRoot: folder,
    compatibilityDate,
    bindings: options.settings,
    serviceBindings,
  };
}

// The first function gets the requests, and a binding to each of the others.
const [first, ...others] = options.functions;
const workers = [worker(first, Object.fromEntries(others.map((name) => [name, name])))];
for (const name of others) workers.push(worker(name, {}));

const miniflare = new Miniflare({
  host: "127.0.0.1",
  port: 0,
  cf: false,
  // Cron triggers are called under /cdn-cgi/handler/scheduled.
  unsafeTriggerHandlers: true,
  log: new Log(LogLevel.WARN),
  workers,
});
process.stdin.on("end", () => miniflare.dispose()).resume();
const url = await miniflare.ready;
// Renamed, so that a reader never sees half of it.
writeFileSync(`${options.ready}.part`, url.origin);
renameSync(`${options.ready}.part`, options.ready);
