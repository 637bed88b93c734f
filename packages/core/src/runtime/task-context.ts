// What the operators of a query's tasks share on one thread. Compiled code is kept by shape and memory for as long as
// the thread lives, over all its queries.
import type { Arena } from "../arena/arena.ts";
import { Region } from "../arena/region.ts";
import { Compiler } from "../codegen/compile.ts";
import { localSpillDisk } from "../io/local-spill-disk.ts";
import type { SpillDisk } from "../io/spill-disk.ts";
import { kernelLibrary } from "../kernel/library.ts";
import type { TaskContext } from "../operator/operator.ts";
import { part } from "../operator/parts.ts";
import type { QueryData } from "../pipeline/protocol.ts";
import { StopFlag } from "../pipeline/stop-flag.ts";
import { Spill } from "../spill/spill.ts";

/** An engine's memory may be the next engine's: its code stays with it. */
const compilers = new WeakMap<Arena, Compiler>();

function compilerOf(arena: Arena): Compiler {
  let compiler = compilers.get(arena);
  if (compiler === undefined) {
    compiler = new Compiler(arena, kernelLibrary(arena));
    compilers.set(arena, compiler);
  }
  return compiler;
}

/** Asked for by what computes, and loaded with it. */
const functions: TaskContext["functions"] = {
  get registry() {
    return part("computing").evaluationFunctions().registry;
  },
  get casts() {
    return part("computing").evaluationFunctions().casts;
  },
  equals: (type, left, right) => part("computing").evaluationFunctions().equals(type, left, right),
};

/** Makes the contexts of this thread's tasks; `arenaOf` knows the engine's memories by number. */
export function taskContexts(
  arenaOf: (number: number) => Arena,
  openDisk: (folder: string) => SpillDisk = localSpillDisk,
): (query: QueryData) => TaskContext {
  return ({ memory, region, streaming, stopFlag, batchRows, threads, spill }) => {
    const arena = arenaOf(memory);
    const flag = StopFlag.attach(arena, stopFlag);
    return {
      arena,
      region: Region.attach(arena, region),
      streaming: Region.attach(arena, streaming),
      compiler: compilerOf(arena),
      functions,
      batchRows,
      threads,
      checkCancelled: () => flag.check(),
      ...(spill === undefined ? {} : { spill: new Spill(arena, spill, openDisk(spill.folder)) }),
    };
  };
}
