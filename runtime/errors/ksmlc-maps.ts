#!/usr/bin/env node
/**
 * `ksmlc-maps src dist`, the last step of a service's build: chains each `src/<definition>.map.json` with tsc's
 * `dist/<definition>.js.map`, so that Node and debuggers show lines of the YAML.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chainMaps } from "./chain-maps.ts";
import type { MapFile } from "./ksml-map.ts";

const SIDE_MAP = /\.map\.json$/;

const read = (path: string): MapFile => JSON.parse(readFileSync(path, "utf8")) as MapFile;

function chainAll(sources: string, output: string): void {
  for (const name of readdirSync(sources).sort()) {
    if (!SIDE_MAP.test(name)) continue;
    const compiled = join(output, name.replace(SIDE_MAP, ".js.map"));
    if (!existsSync(compiled)) continue;
    const map = read(compiled);
    // Chained already: tsc has not written it anew.
    if (map.x_ksml !== undefined) continue;
    writeFileSync(compiled, JSON.stringify(chainMaps(map, read(join(sources, name)))));
  }
}

const [sources, output] = process.argv.slice(2);
if (sources === undefined || output === undefined) {
  console.error("usage: ksmlc-maps SOURCES OUTPUT, for example `ksmlc-maps src dist`");
  process.exitCode = 2;
} else {
  chainAll(sources, output);
}
