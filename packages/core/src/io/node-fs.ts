// Node's synchronous file system, asked for when a query first spills. Not imported: node:fs brings Node's streams
// along, and most queries spill nothing.
export function nodeFs(): typeof import("node:fs") {
  return process.getBuiltinModule("node:fs");
}
