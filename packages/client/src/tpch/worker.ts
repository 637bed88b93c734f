// The entry of a generator thread: tasks in, replies out, in order.
import { parentPort, workerData } from "node:worker_threads";
import { FfqError } from "@ffq/core";
import { provideKernels } from "@ffq/core/parquet";
import type { Reply } from "./crew.ts";
import { runTask, type Task, type TaskContext } from "./task.ts";

await provideKernels();
parentPort?.on("message", (task: Task) => {
  try {
    const done = runTask(workerData as TaskContext, task);
    parentPort?.postMessage({ done } satisfies Reply, task.kind === "chunk" ? [done.buffer] : []);
  } catch (error) {
    parentPort?.postMessage({ failed: FfqError.from(error).toData() } satisfies Reply);
  }
});
