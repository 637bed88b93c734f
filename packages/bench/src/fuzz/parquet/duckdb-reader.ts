// Reads files with DuckDB in a process of its own: a damaged file may end it.
import { openDuck } from "../../duckdb.ts";
import { type Outcome, type Shown, show } from "./outcome.ts";

const duck = await openDuck(1);

async function read(path: string): Promise<Outcome> {
  try {
    const rows = await duck.rows(`SELECT to_json(t) FROM '${path}' AS t`);
    const columns: Record<string, Shown[]> = {};
    for (const [json] of rows) {
      for (const [name, value] of Object.entries(JSON.parse(json ?? "{}") as object)) {
        columns[name] ??= [];
        columns[name].push(show(value));
      }
    }
    return { kind: "rows", columns };
  } catch (thrown) {
    return { kind: "refused", what: String(thrown) };
  }
}

process.on("message", (path: string) => {
  void read(path).then((outcome) => process.send?.(outcome));
});
process.send?.("ready");
