// The smallest argument (PostgreSQL manual, section 9.18).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { extreme } from "./extreme.ts";

export const least: FunctionFamily = functionFamily(["least"], () =>
  extreme("least", "lt", "The smallest argument that is not NULL."),
);
