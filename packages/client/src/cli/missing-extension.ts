// How the reader of an error gets what it says is missing.
import type { FfqError } from "@ffq/core";
import { providers } from "../providers.ts";

/** Undefined when no package of ours has it. */
export function remedyOf(error: FfqError): string | undefined {
  const { scheme, function: name, option } = error.context ?? {};
  const found = providers.find(
    ({ schemes, functions, options }) =>
      (typeof scheme === "string" && schemes.includes(scheme)) ||
      (typeof name === "string" && functions.includes(name)) ||
      options.some((known) => known === option),
  );
  return found === undefined ? undefined : `${found.package} has it: npm install ${found.package}`;
}
