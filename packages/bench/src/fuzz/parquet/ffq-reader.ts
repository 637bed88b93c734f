// Reads files with FFQ on a thread of its own, so that one that does not come back can be ended.
import { parentPort } from "node:worker_threads";
import { Engine, FfqError } from "@ffq/client";
import { type Outcome, type Shown, show } from "./outcome.ts";

const engine = await Engine.create({ threads: 0, memoryLimit: "512MB" });

async function read(path: string): Promise<Outcome> {
  try {
    const table = await (await engine.query(`SELECT * FROM '${path}'`)).toArrow();
    const columns: Record<string, readonly Shown[]> = {};
    for (const [position, { name, type }] of table.schema.fields.entries()) {
      const column = table.getChildAt(position);
      if (column === null) continue;
      // Arrow's own getter refuses moments whose microseconds no number holds.
      const moments: ArrayLike<unknown> | undefined = `${type}`.startsWith("Timestamp") ? column.toArray() : undefined;
      columns[name] = Array.from({ length: column.length }, (_, row) =>
        column.isValid(row) ? show(moments === undefined ? column.get(row) : moments[row]) : null,
      );
    }
    return { kind: "rows", columns, ...(await filtered(path)) };
  } catch (thrown) {
    return outcomeOf(thrown);
  }
}

/** The same file read with a filter that row groups and pages may be skipped by. */
async function filtered(path: string): Promise<{ readonly filtered?: number }> {
  try {
    const rows = await (await engine.query(`SELECT count(*) FROM '${path}' WHERE i >= 150 AND i <> 199`)).toArrow();
    return { filtered: Number(rows.getChildAt(0)?.get(0)) };
  } catch (thrown) {
    if (outcomeOf(thrown).kind === "trap") throw thrown;
    return {};
  }
}

function outcomeOf(thrown: unknown): Outcome {
  if (thrown instanceof FfqError && thrown.code !== "INTERNAL") return { kind: "refused", what: thrown.message };
  return { kind: "trap", what: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) };
}

parentPort?.on("message", (path: string) => {
  void read(path).then((outcome) => parentPort?.postMessage(outcome));
});
parentPort?.postMessage("ready");
