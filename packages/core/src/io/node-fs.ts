// Node's synchronous file system, for what spills and for threads that read. Asked for when it is first needed, not
// imported: node:fs brings Node's streams along, which takes as long as planning a small query.
export function nodeFs(): typeof import("node:fs") {
  return process.getBuiltinModule("node:fs");
}
