// How tasks end without a state: what they hold is freed first, and an error of freeing does not hide why they end.
import { FfqError } from "../common/error.ts";
import type { Report } from "./protocol.ts";

type Say = (report: Report) => void;

/** Frees and reports the error. Never throws. */
export function endFailed(task: number, thrown: unknown, release: () => void, report: Say): void {
  let error = FfqError.from(thrown);
  try {
    release();
  } catch (second) {
    error = new FfqError(error.code, error.message, error.toData(), second);
  }
  report({ kind: "failed", task, error: error.toData() });
}

/** Frees and reports that; the error, where freeing fails. */
export function endAborted(task: number, release: () => void, report: Say): void {
  try {
    release();
    report({ kind: "aborted", task });
  } catch (thrown) {
    report({ kind: "failed", task, error: FfqError.from(thrown).toData() });
  }
}
