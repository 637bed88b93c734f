// What a program asks about the engine and its session, and is told by a text that is known beforehand (PostgreSQL manual,
// section 9.27).
import { textConstant } from "../../kernel-call.ts";
import type { ScalarOverload } from "../../registry.ts";

export function sessionFact(name: string, value: string, doc: string): ScalarOverload {
  return {
    name,
    args: [],
    result: "text",
    strict: true,
    volatility: "stable",
    canFail: false,
    doc,
    lower: () => textConstant(value),
  };
}
