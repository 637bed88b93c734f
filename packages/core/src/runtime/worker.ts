// What a worker thread of the embedded runtime does: run an executor, and listen to its port between slices.
// Nothing here waits but for the local disk: workers run kernels, the caller's thread does the rest.
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { Arena } from "../arena/arena.ts";
import { buffersOf } from "../column/result-batch.ts";
import { systemClock } from "../common/clock.ts";
import { internal } from "../common/error.ts";
import { provideKernels } from "../kernel/module-bytes.ts";
import { allParts, loadParts } from "../operator/parts.ts";
import { loadEncoder } from "../pipeline/encode-task.ts";
import { Executor } from "../pipeline/executor.ts";
import type { Report } from "../pipeline/protocol.ts";
import { InlineCrew } from "./inline-crew.ts";
import { ReceivedParts } from "./sent-parts.ts";
import { taskContexts } from "./task-context.ts";
import type { WorkerCommand, WorkerMessage } from "./thread-member.ts";

/** What a worker is started with. */
export interface WorkerInput {
  /** The engine's first; others are told of when a task needs them. */
  readonly memory: WebAssembly.Memory;
}

/** Long enough that threads seldom look up, short enough that queries share them and hear of their end. */
const SLICE_MS = 40;

/** Serves the thread that started this one, until it is terminated. A host's own worker entry calls this. */
export function runWorker(): void {
  if (parentPort === null) throw internal("the worker's entry was run outside a worker thread");
  const port: MessagePort = parentPort;
  const { memory } = workerData as WorkerInput;
  const say = (message: WorkerMessage, transfer: readonly ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer);
  const arenas = new Map([[0, Arena.attach(memory)]]);
  const at = (number: number): Arena => {
    const arena = arenas.get(number);
    if (arena === undefined) throw internal(`a worker thread was not told of memory ${number}`);
    return arena;
  };
  // Runs the pipelines of steps that this thread has as a whole. How long it has worked is of no interest here.
  let own: InlineCrew | undefined;
  const executor = new Executor({
    clock: systemClock,
    sliceMs: SLICE_MS,
    arenaOf: at,
    contextOf: taskContexts(at),
    report: (report) => say(report, movedBy(report)),
    crew: () => (own ??= new InlineCrew({ at }, systemClock, undefined, () => 0)),
    onReady: () => schedule(),
  });
  let isScheduled = false;
  const turn = (): void => {
    isScheduled = executor.runSlice();
    if (isScheduled) setImmediate(turn);
  };
  const schedule = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(turn);
  };
  const parts = new ReceivedParts();
  port.on("message", (command: WorkerCommand) => {
    if (command.kind === "memory") {
      arenas.set(command.number, Arena.attach(command.memory, command.number));
      return;
    }
    executor.handle(command.kind === "open" ? { ...command, work: parts.unpack(command.work) } : command);
    schedule();
  });
  void Promise.all([provideKernels(), loadEncoder(), loadParts(allParts)]).then(() => say({ kind: "ready" }));
}

/** What moves instead of being copied. */
function movedBy(report: Report): readonly ArrayBuffer[] {
  if (report.kind === "finished") return report.moved ?? [];
  return report.kind === "output" && report.output.kind === "result" ? buffersOf(report.output.batch) : [];
}
