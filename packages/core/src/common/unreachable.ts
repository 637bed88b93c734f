// Closes every `switch` over a tagged union: a new kind fails to compile where it was forgotten, and at run
// time (data from a wire, a foreign caller) it is a loud error rather than a default.
import { internal } from "./error.ts";

export function unreachable(value: never): never {
  const shown: unknown = value;
  const kind =
    typeof shown === "object" && shown !== null && "kind" in shown ? String(shown.kind) : JSON.stringify(shown);
  throw internal(`unhandled variant ${kind}`);
}
