// gen_random_uuid() and uuidv4() (PostgreSQL manual, section 9.14): version 4 of RFC 9562.
import { bytes } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { newUuid } from "./uuid-rows.ts";

const names = ["gen_random_uuid", "uuidv4"] as const;

export const genRandomUuid: FunctionFamily = functionFamily(names, () =>
  names.map((name) => ({
    ...newUuid,
    name,
    doc: "A new uuid of version 4: chance.",
    lower: () => bytes("uuidRandom", "i128", []),
  })),
);
