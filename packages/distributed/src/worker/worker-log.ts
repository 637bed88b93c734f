// What a worker says about its work, as data: whoever starts it decides how that is written down.
import type { ErrorData, TaskAttempt } from "@ffq/core/physical";

export interface WorkerLogEntry {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
  readonly task?: TaskAttempt;
  readonly error?: ErrorData;
}

export type WorkerLog = (entry: WorkerLogEntry) => void;
