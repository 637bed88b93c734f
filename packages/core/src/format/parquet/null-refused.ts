// The errors for a NULL where a file's schema says that there is none.
import { FfqError } from "../../common/error.ts";

export function nullRefused(column: string): FfqError {
  return new FfqError("CONSTRAINT", `null value in column "${column}", which is not nullable`, { sqlstate: "23502" });
}

export function nullInMap(column: string): FfqError {
  return new FfqError("CONSTRAINT", `null entry or key in a map of column "${column}"`, { sqlstate: "23502" });
}
