// Answers one statement on a thread that has loaded nothing before.
import { parentPort, workerData } from "node:worker_threads";
import { tableFromArrays } from "apache-arrow";
import { Engine } from "./engine.ts";
import type { EngineOptions } from "./options.ts";

const { sql, options } = workerData as { readonly sql: string; readonly options: EngineOptions };
const engine = await Engine.create(options);
await engine.registerArrow(
  "things",
  tableFromArrays({ id: Int32Array.from([3, 1, 2, 2]), name: ["c", "a", "b", "b"] }),
);
const rows: (readonly (string | null)[])[] = [];
for await (const batch of (await engine.query(sql)).textRows()) rows.push(...batch);
await engine.close();
parentPort?.postMessage(rows);
