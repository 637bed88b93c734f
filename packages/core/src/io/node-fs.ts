// Node's file system: synchronous for what spills and for who reads where it decodes, with callbacks for the rest. Asked
// for when it is first needed, not imported: node:fs brings Node's streams along, which programs that print to a pipe
// or listen have anyway; node:fs/promises has as much behind it that nobody else needs.
export function nodeFs(): typeof import("node:fs") {
  return process.getBuiltinModule("node:fs");
}
