// getdatabaseencoding() (PostgreSQL manual, section 9.27).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { sessionFact } from "./session-fact.ts";

export const getDatabaseEncoding: FunctionFamily = functionFamily(["getdatabaseencoding"], () => [
  sessionFact("getdatabaseencoding", "UTF8", "The encoding of the database, which is always the same."),
]);
