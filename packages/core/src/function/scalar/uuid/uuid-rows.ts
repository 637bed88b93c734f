// What rows of functions that make and that read uuids have in common (PostgreSQL manual, section 9.14).
import type { ScalarOverload } from "../../registry.ts";

type Common = Pick<ScalarOverload, "args" | "strict" | "volatility" | "canFail">;

export const newUuid: Common & { readonly result: "uuid" } = {
  args: [],
  result: "uuid",
  strict: true,
  volatility: "volatile",
  canFail: false,
};

export const ofUuid: Common = { args: ["uuid"], strict: true, volatility: "immutable", canFail: false };
