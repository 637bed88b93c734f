// setseed (PostgreSQL manual, section 9.3): the session takes the call out of the plan (session/repeatable-chance.ts).
import { unsupported } from "../../../common/error.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";

/** setseed's overload. */
export const SETSEED_OVERLOAD = "setseed(float8)";

export const setseed: FunctionFamily = functionFamily(["setseed"], () => [
  {
    strict: true,
    volatility: "volatile",
    name: "setseed",
    args: ["float8"],
    result: "text",
    canFail: true,
    doc: "Begins the session's sequence of random numbers anew, from -1 to 1: what comes after it can be repeated.",
    lower: () => {
      throw unsupported("setseed() of a value that is not known before the query runs");
    },
  },
]);
