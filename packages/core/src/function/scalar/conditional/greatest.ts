// The largest argument (PostgreSQL manual, section 9.18).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { extreme } from "./extreme.ts";

export const greatest: FunctionFamily = functionFamily(["greatest"], () =>
  extreme("greatest", "gt", "The largest argument that is not NULL."),
);
