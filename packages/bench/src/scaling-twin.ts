// The other process of `pnpm bench scaling`: an engine of one thread over the same files, which runs each query that it is sent, and
// says when it has. Ends with the process that started it.
import { consume, openEngine } from "./engine-answers.ts";
import { sourceOf } from "./tpch.ts";

const [directory = "", source = ""] = process.argv.slice(2);
const engine = await openEngine(directory, sourceOf(source), { threads: 1 });
process.on("message", (sql: string) => void consume(engine, sql).then(() => process.send?.("done")));
process.once("disconnect", () => void engine.close());
process.send?.("ready");
