// current_schema() (PostgreSQL manual, section 9.27).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { sessionFact } from "./session-fact.ts";

export const currentSchema: FunctionFamily = functionFamily(["current_schema"], () => [
  sessionFact("current_schema", "public", "The schema in which tables are made."),
]);
